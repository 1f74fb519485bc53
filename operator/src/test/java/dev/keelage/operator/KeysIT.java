package dev.keelage.operator;

import static dev.keelage.api.Condition.Status.TRUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.api.ConditionType;
import dev.keelage.api.Model;
import dev.keelage.api.VirtualKey;
import dev.keelage.snapshot.Digests;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeysIT extends KeysCase {
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
        Model.class, site.platform, "demo", ConditionType.PROGRAMMED, c -> c.status() == TRUE);
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
        Model.class, site.platform, "demo", ConditionType.PROGRAMMED, c -> c.status() == TRUE);
    gateway.stopLoading();

    key("{}");

    issued(c -> c.status() == TRUE);
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

  @Test
  void aDeletedKeyIsRefusedAtOnceEvenIfAFinalizerKeepsTheObject() {
    site.operator();
    site.gateway("a");
    key("{}");
    issued(c -> c.status() == TRUE);
    finalizers("[\"example.com/stuck\"]");

    Cluster.PLANE.kubectl("delete", "vkey", "app", "-n", site.tenant, "--wait=false");

    site.published(snapshot -> snapshot.keys().isEmpty());
    assertThat(status()).as("it is still there").isNotNull();
    finalizers("null");
  }

  private void finalizers(String json) {
    Cluster.PLANE.kubectl(
        "patch",
        "vkey",
        "app",
        "-n",
        site.tenant,
        "--type=merge",
        "-p",
        "{\"metadata\":{\"finalizers\":%s}}".formatted(json));
  }

  /** Everything but the Secret itself. */
  private String seenByTheWorld() {
    return Cluster.PLANE.kubectl("get", "keelage,events", "-A", "-o", "yaml")
        + site.published(any -> true);
  }
}
