package dev.keelage.operator;

import static dev.keelage.api.Condition.Status.FALSE;
import static dev.keelage.api.Condition.Status.TRUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.api.Condition;
import dev.keelage.api.ConditionType;
import dev.keelage.api.VirtualKey;
import dev.keelage.snapshot.Digests;
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
import org.junit.jupiter.api.Test;

/**
 * What is done to the Secrets of issued keys, by those who ask for it and by those who are in the
 * way.
 */
class IssuedSecretIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Site site = new Site();

  @AfterEach
  void close() throws Exception {
    site.close();
  }

  @Test
  void saysWhyTheApiServerRefusesTheSecretAndTriesAgain() {
    site.operator();
    site.gateway("a");
    Cluster.PLANE.kubectl("create", "quota", "none", "-n", site.tenant, "--hard=count/secrets=0");
    key("{}");

    Condition refused = issued(c -> c.reason().equals("NotIssued"));
    assertThat(refused.status()).isEqualTo(FALSE);
    assertThat(refused.message())
        .startsWith("the API server refuses Secret " + site.tenant + "/app: ")
        .contains("exceeded quota: none");

    Cluster.PLANE.kubectl("delete", "quota", "none", "-n", site.tenant);
    issued(c -> c.status() == TRUE);
    assertThat(hashes()).containsExactly(Digests.sha256Hex(plaintext()));
  }

  @Test
  void rotatesAKeyWhoseSecretSomebodyMadeImmutable() {
    site.operator();
    site.gateway("a");
    key("{}");
    String before = plaintext();
    issued(c -> c.status() == TRUE);
    Cluster.PLANE.kubectl(
        "patch", "secret", "app", "-n", site.tenant, "-p", "{\"immutable\":true}");

    rotate("once");

    await().atMost(PATIENCE).until(() -> !plaintext().equals(before));
    issued(c -> c.reason().equals("RotationOverlap"));
    assertThat(hashes())
        .containsExactlyInAnyOrder(Digests.sha256Hex(before), Digests.sha256Hex(plaintext()));
  }

  @Test
  void keepsAReplacedKeyForAsLongAsItSaidWhenTheNextRotationComesSooner() {
    site.operator();
    site.gateway("a");
    key("{}");
    String first = plaintext();
    issued(c -> c.status() == TRUE);
    rotate("once");
    await().atMost(PATIENCE).until(() -> !plaintext().equals(first));
    String second = plaintext();
    issued(c -> c.reason().equals("RotationOverlap"));

    rotate("twice");

    await().atMost(PATIENCE).until(() -> !plaintext().equals(second));
    String third = plaintext();
    Condition overlap = issued(c -> c.message().contains(second.substring(0, 7)));
    assertThat(overlap.message()).contains(first.substring(0, 7));
    site.published(
        snapshot ->
            List.of(first, second, third).stream()
                .map(Digests::sha256Hex)
                .allMatch(snapshot.keys().stream().map(KeyEntry::hash).toList()::contains));

    // A key that leaked has to go at once, and with it whatever was before.
    key("rotation: {overlap: 0s}");
    rotate("now");
    await().atMost(PATIENCE).until(() -> !plaintext().equals(third));
    issued(c -> c.reason().equals("Issued"));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(hashes()).containsExactly(Digests.sha256Hex(plaintext())));
  }

  @Test
  void takesAwayWhatItsTemplateDropsAndLeavesWhatOthersAdded() {
    site.operator();
    site.gateway("a");
    key(
        "secretTemplate: {name: app, labels: {kept: a, dropped: b}, annotations: {note: c, gone: d}}");
    String before = plaintext();
    Cluster.PLANE.kubectl("label", "secret", "app", "-n", site.tenant, "theirs=e");

    key("secretTemplate: {name: app, labels: {kept: a}, annotations: {note: c}}");

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(secret().getMetadata().getLabels())
                    .containsEntry("kept", "a")
                    .containsEntry("theirs", "e")
                    .doesNotContainKey("dropped"));
    assertThat(secret().getMetadata().getAnnotations())
        .containsEntry("note", "c")
        .doesNotContainKey("gone");
    assertThat(plaintext()).isEqualTo(before);
  }

  @Test
  void saysOfAKeyThatEndedBeforeItWasIssuedThatItEnded() {
    site.operator();
    site.gateway("a");

    key("expiresAt: \"2020-01-01T00:00:00Z\"");

    Condition ready =
        site.condition(VirtualKey.class, site.tenant, "app", ConditionType.READY, c -> true);
    assertThat(ready.status()).isEqualTo(FALSE);
    assertThat(ready.reason()).isEqualTo("Expired");
    assertThat(lookUp()).isNull();
  }

  private void key(String spec) {
    site.apply(
        """
        apiVersion: keelage.dev/v1alpha1
        kind: VirtualKey
        metadata: {name: app, namespace: TENANT}
        spec: {%s}
        """
            .formatted(spec.equals("{}") ? "" : spec));
  }

  private void rotate(String value) {
    Cluster.PLANE.kubectl(
        "annotate",
        "--overwrite",
        "virtualkey",
        "app",
        "-n",
        site.tenant,
        "keelage.dev/rotate=" + value);
  }

  private Condition issued(Predicate<Condition> wanted) {
    return site.condition(VirtualKey.class, site.tenant, "app", ConditionType.ISSUED, wanted);
  }

  private List<String> hashes() {
    return site.published(any -> true).keys().stream().map(KeyEntry::hash).toList();
  }

  private @Nullable Secret lookUp() {
    return Cluster.ADMIN.secrets().inNamespace(site.tenant).withName("app").get();
  }

  private Secret secret() {
    return Objects.requireNonNull(
        await("Secret").atMost(PATIENCE).until(this::lookUp, Objects::nonNull));
  }

  private String plaintext() {
    return new String(
        Base64.getDecoder().decode(secret().getData().get("api-key")), StandardCharsets.UTF_8);
  }
}
