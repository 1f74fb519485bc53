package dev.keelage.operator;

import static dev.keelage.api.Condition.Status.FALSE;
import static dev.keelage.api.Condition.Status.TRUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.api.Condition;
import dev.keelage.api.ConditionType;
import dev.keelage.api.VirtualKey;
import dev.keelage.snapshot.Digests;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** The Secret of a key, whatever others do to it. */
class KeySecretsIT extends KeysCase {
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

    Condition refused = issued(c -> c.reason().equals("SecretExists"));
    assertThat(refused.status()).isEqualTo(FALSE);
    assertThat(refused.message()).contains("Secret " + site.tenant + "/app", "delete it");
    Condition ready =
        site.condition(VirtualKey.class, site.tenant, "app", ConditionType.READY, c -> true);
    assertThat(ready.message()).isEqualTo("Issued: " + refused.message());
    assertThat(value(secret("app"), "password")).isEqualTo("precious");

    Cluster.PLANE.kubectl("delete", "secret", "app", "-n", site.tenant);
    issued(c -> c.status() == TRUE);
  }

  @Test
  void saysSoTooWhereTheSecretInTheWayIsOneThatNoWatchShows() {
    site.operator();
    site.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: app, namespace: TENANT}
        type: helm.sh/release.v1
        stringData: {release: precious}
        """);
    key("{}");

    Condition refused = issued(c -> c.reason().equals("SecretExists"));
    assertThat(refused.status()).isEqualTo(FALSE);
    assertThat(refused.message())
        .contains("Secret " + site.tenant + "/app exists", "spec.secretTemplate.name");
    assertThat(value(secret("app"), "release")).isEqualTo("precious");

    Cluster.PLANE.kubectl("delete", "secret", "app", "-n", site.tenant);
    issued(c -> c.status() == TRUE);
    assertThat(value(secret("app"), "api-key")).startsWith("kl-");
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
  void namesTheSecretThatHoldsTheKeyWhileTheOneItShouldMoveToIsSomebodyElses() {
    site.operator();
    key("secretTemplate: {name: first}");
    issued(c -> c.status() == TRUE);
    site.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: second, namespace: TENANT}
        stringData: {password: precious}
        """);

    key("secretTemplate: {name: second}");

    issued(c -> c.reason().equals("SecretExists"));
    assertThat(status().secretName()).isEqualTo("first");
    assertThat(hashes()).containsExactly(Digests.sha256Hex(value(secret("first"), "api-key")));
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

  private static String encode(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
