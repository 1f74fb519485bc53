package dev.keelage.operator;

import static dev.keelage.api.Condition.Status.FALSE;
import static dev.keelage.api.Condition.Status.TRUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.api.Condition;
import dev.keelage.api.ConditionType;
import dev.keelage.api.VirtualKey;
import dev.keelage.api.VirtualKeyStatus;
import dev.keelage.snapshot.Digests;
import dev.keelage.snapshot.KeyEntry;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeysIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String HASH =
      "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

  private final Site site = new Site();

  @AfterEach
  void close() throws Exception {
    site.close();
  }

  @Test
  void issuesASecretThatAnApplicationTakesAsItIs() {
    site.operator();
    site.gateway("a");
    key("secretTemplate: {name: app-llm, labels: {app: indexer}, annotations: {team: search}}");

    Secret secret = secret("app-llm");
    String plaintext = value(secret, "api-key");
    assertThat(plaintext).matches("kl-[0-9A-Za-z]{43}");
    assertThat(value(secret, "OPENAI_API_KEY")).isEqualTo(plaintext);
    String url = "http://keelage." + site.home + ".svc:8080/v1";
    assertThat(value(secret, "base-url")).isEqualTo(url);
    assertThat(value(secret, "OPENAI_BASE_URL")).isEqualTo(url);
    assertThat(secret.getMetadata().getLabels()).containsEntry("app", "indexer");
    assertThat(secret.getMetadata().getAnnotations()).containsEntry("team", "search");
    site.condition(
        VirtualKey.class, site.tenant, "app", ConditionType.READY, c -> c.status() == TRUE);
    assertThat(hashes()).containsExactly(Digests.sha256Hex(plaintext));
    assertThat(status().prefix()).isEqualTo(plaintext.substring(0, 7) + "…");
    assertThat(status().secretName()).isEqualTo("app-llm");
    assertThat(seenByTheWorld()).doesNotContain(plaintext);
  }

  @Test
  void doesNotShowAKeyThatAGatewayHasNotLoaded() {
    site.operator(Map.of("keelage.keys.acceptance-timeout", "10m"));
    FakeGateway gateway = site.gateway("a");
    site.apply(Yaml.MOCK_PROVIDER + Yaml.MODEL);
    site.condition(
        dev.keelage.api.Model.class,
        site.platform,
        "demo",
        ConditionType.PROGRAMMED,
        c -> c.status() == TRUE);
    gateway.stopLoading();

    key("{}");
    issued(c -> c.reason().equals("Pending"));
    assertThat(site.published(snapshot -> snapshot.keys().size() == 1).keys()).hasSize(1);
    assertThat(lookUp("app")).isNull();

    gateway.resumeLoading();
    issued(c -> c.status() == TRUE);
    assertThat(hashes()).containsExactly(Digests.sha256Hex(value(secret("app"), "api-key")));
  }

  @Test
  void showsAKeyAfterAWhileEvenIfAGatewayHangs() {
    site.operator(Map.of("keelage.keys.acceptance-timeout", "2s"));
    FakeGateway gateway = site.gateway("a");
    site.apply(Yaml.MOCK_PROVIDER + Yaml.MODEL);
    site.condition(
        dev.keelage.api.Model.class,
        site.platform,
        "demo",
        ConditionType.PROGRAMMED,
        c -> c.status() == TRUE);
    gateway.stopLoading();

    key("{}");

    issued(c -> c.status() == TRUE);
  }

  @Test
  void letsBothKeysWorkWhileARotationOverlaps() {
    site.operator();
    site.gateway("a");
    key("rotation: {overlap: 8s}");
    String before = value(secret("app"), "api-key");
    issued(c -> c.reason().equals("Issued"));

    rotate("once");

    Condition overlap = issued(c -> c.reason().equals("RotationOverlap"));
    assertThat(overlap.status()).isEqualTo(TRUE);
    assertThat(overlap.message()).contains(before.substring(0, 7));
    String after = value(secret("app"), "api-key");
    assertThat(after).isNotEqualTo(before);
    assertThat(hashes()).contains(Digests.sha256Hex(before), Digests.sha256Hex(after));
    assertThat(status().rotation()).isEqualTo("once");
    assertThat(status().previousPrefix()).isEqualTo(before.substring(0, 7) + "…");

    // The overlap ends by itself, and the same value rotates no second time.
    issued(c -> c.reason().equals("Issued"));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(hashes()).containsExactly(Digests.sha256Hex(after)));
    assertThat(value(secret("app"), "api-key")).isEqualTo(after);
  }

  @Test
  void rotatesWhenTheScheduleSaysSo() {
    site.operator();
    key("rotation: {every: 1h, overlap: 10m}");
    Secret first = secret("app");
    String before = value(first, "api-key");
    issued(c -> c.status() == TRUE);
    assertThat(status().rotatesAt())
        .isEqualTo(
            Instant.parse(Objects.requireNonNull(status().issuedAt()))
                .plusSeconds(3600)
                .toString());

    String longAgo = Instant.now().minus(2, ChronoUnit.HOURS).toString();
    annotateSecret("keelage.dev/issued-at", longAgo);

    await().atMost(PATIENCE).until(() -> !value(secret("app"), "api-key").equals(before));
    issued(c -> c.reason().equals("RotationOverlap"));
  }

  @Test
  void revokesAKeyThatIsDeletedSuspendedOrExpired() {
    site.operator();
    site.gateway("a");
    key("{}");
    issued(c -> c.status() == TRUE);

    key("suspended: true");
    issued(c -> c.reason().equals("Suspended"));
    assertThat(site.published(any -> true).keys()).allMatch(KeyEntry::suspended);
    assertThat(lookUp("app")).as("the Secret stays").isNotNull();

    Instant soon = Instant.now().plusSeconds(3).truncatedTo(ChronoUnit.SECONDS);
    key("expiresAt: \"" + soon + "\"");
    site.published(
        snapshot ->
            snapshot.keys().stream()
                .allMatch(
                    each -> Objects.equals(each.expiresAtEpochMillis(), soon.toEpochMilli())));
    issued(c -> c.reason().equals("Expired"));
    Condition ready =
        site.condition(VirtualKey.class, site.tenant, "app", ConditionType.READY, c -> true);
    assertThat(ready.reason()).isEqualTo("Expired");

    Cluster.PLANE.kubectl("delete", "virtualkey", "app", "-n", site.tenant);
    site.published(snapshot -> snapshot.keys().isEmpty());
    await().atMost(PATIENCE).until(() -> lookUp("app") == null);
  }

  @Test
  void takesKeysThatOthersMade() {
    site.operator();
    site.gateway("a");
    site.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: theirs, namespace: TENANT}
        stringData: {token: sk-imported-0123456789abcdef}
        """);
    key("secretRef: {name: theirs, key: token}");
    assertThat(issued(c -> c.status() == TRUE).reason()).isEqualTo("Imported");
    assertThat(hashes()).containsExactly(Digests.sha256Hex("sk-imported-0123456789abcdef"));
    assertThat(status().prefix()).isEqualTo("sk-impo…");
    assertThat(lookUp("app")).as("no Secret is issued").isNull();

    key("keyHash: " + HASH);
    site.published(snapshot -> snapshot.keys().stream().anyMatch(k -> k.hash().equals(HASH)));
    assertThat(issued(c -> c.status() == TRUE).reason()).isEqualTo("Imported");
  }

  @Test
  void removesTheIssuedSecretOfAKeyThatBringsItsOwn() {
    site.operator();
    key("{}");
    secret("app");

    key("keyHash: " + HASH);

    await().atMost(PATIENCE).until(() -> lookUp("app") == null);
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(hashes()).containsExactly(HASH));
  }

  @Test
  void neverTouchesASecretThatIsNotItsOwn() {
    site.operator();
    site.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: app, namespace: TENANT}
        stringData: {password: precious}
        """);
    key("{}");

    Condition refused = issued(c -> c.reason().equals("NotIssued"));
    assertThat(refused.status()).isEqualTo(FALSE);
    assertThat(refused.message()).contains("Secret " + site.tenant + "/app", "delete it");
    assertThat(value(secret("app"), "password")).isEqualTo("precious");

    Cluster.PLANE.kubectl("delete", "secret", "app", "-n", site.tenant);
    issued(c -> c.status() == TRUE);
  }

  @Test
  void movesTheKeyWhenItsSecretIsRenamed() {
    site.operator();
    key("secretTemplate: {name: first}");
    String plaintext = value(secret("first"), "api-key");

    key("secretTemplate: {name: second}");

    assertThat(value(secret("second"), "api-key")).isEqualTo(plaintext);
    await().atMost(PATIENCE).until(() -> lookUp("first") == null);
  }

  @Test
  void replacesASecretThatWasDeletedOrForged() {
    site.operator();
    key("{}");
    String first = value(secret("app"), "api-key");

    Cluster.PLANE.kubectl("delete", "secret", "app", "-n", site.tenant);
    String second = value(secret("app"), "api-key");
    assertThat(second).isNotEqualTo(first);

    String chosen = "kl-" + "0".repeat(43);
    Cluster.ADMIN
        .secrets()
        .inNamespace(site.tenant)
        .withName("app")
        .edit(
            secret -> {
              secret.getData().put("api-key", encode(chosen));
              return secret;
            });
    await().atMost(PATIENCE).until(() -> !value(secret("app"), "api-key").equals(chosen));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(hashes())
                    .containsExactly(Digests.sha256Hex(value(secret("app"), "api-key"))));
  }

  @Test
  void issuesNothingWhileTheTeamIsMissing() {
    site.operator();
    key("teamRef: {name: nobody}");
    issued(c -> c.reason().equals("NotAccepted"));
    assertThat(lookUp("app")).isNull();

    site.apply(
        """
        apiVersion: keelage.dev/v1alpha1
        kind: Team
        metadata: {name: nobody, namespace: TENANT}
        spec: {}
        """);
    issued(c -> c.status() == TRUE);
  }

  private void key(String spec) {
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

  private void rotate(String value) {
    Cluster.PLANE.kubectl(
        "annotate", "virtualkey", "app", "-n", site.tenant, "keelage.dev/rotate=" + value);
  }

  private void annotateSecret(String name, String value) {
    Cluster.PLANE.kubectl(
        "annotate", "--overwrite", "secret", "app", "-n", site.tenant, name + "=" + value);
  }

  private Condition issued(Predicate<Condition> wanted) {
    return site.condition(VirtualKey.class, site.tenant, "app", ConditionType.ISSUED, wanted);
  }

  private VirtualKeyStatus status() {
    return Cluster.ADMIN
        .resources(VirtualKey.class)
        .inNamespace(site.tenant)
        .withName("app")
        .get()
        .getStatus();
  }

  private List<String> hashes() {
    return site.published(any -> true).keys().stream().map(KeyEntry::hash).toList();
  }

  private @Nullable Secret lookUp(String name) {
    return Cluster.ADMIN.secrets().inNamespace(site.tenant).withName(name).get();
  }

  private Secret secret(String name) {
    return Objects.requireNonNull(
        await("Secret " + name).atMost(PATIENCE).until(() -> lookUp(name), Objects::nonNull));
  }

  /** Everything but the Secret itself. */
  private String seenByTheWorld() {
    return Cluster.PLANE.kubectl("get", "keelage,events", "-A", "-o", "yaml")
        + site.published(any -> true);
  }

  private static String value(Secret secret, String key) {
    return new String(
        Base64.getDecoder().decode(secret.getData().get(key)), StandardCharsets.UTF_8);
  }

  private static String encode(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
