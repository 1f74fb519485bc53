package dev.keelage.operator;

import static org.awaitility.Awaitility.await;

import dev.keelage.api.Condition;
import dev.keelage.api.ConditionType;
import dev.keelage.api.VirtualKey;
import dev.keelage.api.VirtualKeyStatus;
import dev.keelage.snapshot.KeyEntry;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** One VirtualKey {@code app} in an installation of its own. */
abstract class KeysCase {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final String HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  final Site site = new Site();

  @AfterEach
  void close() throws Exception {
    site.close();
  }

  void key(String spec) {
    String yaml =
        """
        apiVersion: keelage.dev/v1alpha1
        kind: VirtualKey
        metadata: {name: app, namespace: TENANT}
        spec: {%s}
        """
            .formatted(spec.equals("{}") ? "" : spec);
    site.apply(yaml);
  }

  Condition issued(Predicate<Condition> wanted) {
    return site.condition(VirtualKey.class, site.tenant, "app", ConditionType.ISSUED, wanted);
  }

  VirtualKeyStatus status() {
    return Cluster.ADMIN
        .resources(VirtualKey.class)
        .inNamespace(site.tenant)
        .withName("app")
        .get()
        .getStatus();
  }

  List<String> hashes() {
    return site.published(any -> true).keys().stream().map(KeyEntry::hash).toList();
  }

  @Nullable Secret lookUp(String name) {
    return Cluster.ADMIN.secrets().inNamespace(site.tenant).withName(name).get();
  }

  Secret secret(String name) {
    return Objects.requireNonNull(
        await("Secret " + name).atMost(PATIENCE).until(() -> lookUp(name), Objects::nonNull));
  }

  static String value(Secret secret, String key) {
    return new String(
        Base64.getDecoder().decode(secret.getData().get(key)), StandardCharsets.UTF_8);
  }
}
