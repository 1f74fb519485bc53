package dev.keelage.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.testkit.vendor.MockVendor;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A part of the configuration is broken: the rest serves, and somebody says what to do. */
@Timeout(480)
class BrokenConfigE2E {
  private static final String NAMESPACE = "broken";
  private static final String HOME = "keelage";
  private static final String INDEX = "keelage-snapshot-index";
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private static MockVendor vendor;
  private static Stage stage;
  private static RawCaller caller;
  private static String one;
  private static String other;

  @BeforeAll
  static void start() {
    vendor = MockVendor.start();
    stage = Stage.named("broken").gateways(1).start();
    caller = new RawCaller();
    stage.apply(
        Fixture.namespace(NAMESPACE)
            + Fixture.vendorSecret(NAMESPACE, "vendor")
            + Fixture.provider(NAMESPACE, "vendor", "OpenAI", vendor.openAiUrl())
            + Fixture.model(NAMESPACE, "healthy", "vendor")
            + Fixture.key(NAMESPACE, "one")
            + Fixture.key(NAMESPACE, "other"));
    stage.awaitProgrammed();
    one = stage.key(NAMESPACE, "one");
    other = otherShard();
  }

  @AfterAll
  static void stop() {
    caller.close();
    stage.close();
    vendor.close();
  }

  @AfterEach
  void theHealthyModelServes() {
    assertThat(caller.chat(stage.gateway(0), one, "healthy").statusCode()).isEqualTo(200);
    assertThat(caller.chat(stage.gateway(0), other, "healthy").statusCode()).isEqualTo(200);
  }

  @Test
  void aMissingSecretIsNamedAndOnlyItsModelIsLeftOut() {
    stage.apply(
        Fixture.provider(NAMESPACE, "keyless", "OpenAI", vendor.openAiUrl())
            + Fixture.model(NAMESPACE, "waiting", "keyless"));

    stage.await(NAMESPACE, "provider/keyless", "ResolvedRefs=False");
    stage.await(NAMESPACE, "model/waiting", "Programmed=False");
    assertThat(condition("provider", "keyless", "ResolvedRefs", "reason"))
        .isEqualTo("SecretNotFound");
    assertThat(condition("provider", "keyless", "ResolvedRefs", "message"))
        .contains("broken/keyless");
    theHealthyModelServes();

    stage.apply(Fixture.vendorSecret(NAMESPACE, "keyless"));
    stage.await(NAMESPACE, "model/waiting", "Programmed");
    assertThat(caller.chat(stage.gateway(0), one, "waiting").statusCode()).isEqualTo(200);
  }

  @Test
  void aModelThatCannotBeServedSaysWhyAndItsCallersHearIt() {
    stage.apply(
        Fixture.model(NAMESPACE, "dangling", "nowhere")
            + Fixture.model(NAMESPACE, "usurper", "vendor")
                .replace("spec:", "spec:\n  modelName: healthy"));

    stage.await(NAMESPACE, "model/dangling", "ResolvedRefs=False");
    stage.await(NAMESPACE, "model/usurper", "Accepted=False");
    assertThat(condition("model", "dangling", "ResolvedRefs", "reason")).isEqualTo("RefNotFound");
    assertThat(condition("model", "dangling", "ResolvedRefs", "message")).contains("nowhere");
    assertThat(condition("model", "usurper", "Accepted", "reason")).isEqualTo("Conflicted");
    assertThat(condition("model", "usurper", "Accepted", "message")).contains("healthy");
    await("its name reaches the gateway")
        .atMost(PATIENCE)
        .until(() -> caller.chat(stage.gateway(0), one, "dangling").statusCode() == 503);
    stage.kubectl("delete", "model", "dangling", "usurper", "-n", NAMESPACE);
  }

  @Test
  void anIndexThatCannotBeLoadedChangesNothingAndIsReported() {
    stage.operator().kill();
    String shard = keyShards().getFirst();
    replaceIndex(index -> index.replace(shard.substring(shard.length() - 16), "0123456789abcdef"));

    await("the gateway reports it")
        .atMost(PATIENCE)
        .until(
            () ->
                stage.kubectl(
                    "get",
                    "lease",
                    "-n",
                    HOME,
                    "-l",
                    "keelage.dev/component=gateway",
                    "-o",
                    "yaml"),
            lease -> lease.contains("keelage.dev/snapshot-error:"));
    theHealthyModelServes();

    stage.operator().restart();
    stage.apply(Fixture.model(NAMESPACE, "mended-index", "vendor"));
    stage.await(NAMESPACE, "model/mended-index", "Programmed");
  }

  @Test
  void aGatewayThatStartsWithoutAShardSaysUnavailableRatherThanUnknown() {
    startWithDamage(
        keyShards().getFirst(), shard -> stage.kubectl("delete", "secret", shard, "-n", HOME));
  }

  @Test
  void aGatewayThatStartsWithACorruptShardSaysUnavailableRatherThanUnknown() {
    startWithDamage(keyShards().getLast(), BrokenConfigE2E::corrupt);
  }

  /** One of the two keys is in the shard, so that one is refused until the operator is back. */
  private static void startWithDamage(String shard, Consumer<String> damage) {
    stage.operator().kill();
    damage.accept(shard);
    stage.gateway(0).process().restart();

    await("the rest serves")
        .atMost(PATIENCE)
        .until(
            () ->
                caller.answers(stage.gateway(0), one, "healthy", 200)
                    || caller.answers(stage.gateway(0), other, "healthy", 200));
    assertThat(
            List.of(
                caller.chat(stage.gateway(0), one, "healthy").statusCode(),
                caller.chat(stage.gateway(0), other, "healthy").statusCode()))
        .containsExactlyInAnyOrder(200, 503);

    stage.operator().restart();
    mended();
  }

  /** Puts one wrong bit into a shard. Shards are immutable: it takes a new Secret of that name. */
  private static void corrupt(String shard) {
    byte[] bytes =
        Base64.getDecoder()
            .decode(
                stage.kubectl(
                    "get",
                    "secret",
                    shard,
                    "-n",
                    HOME,
                    "-o",
                    "jsonpath={.data.shard\\.json\\.gz}"));
    bytes[bytes.length / 2] ^= 1;
    stage.kubectl("delete", "secret", shard, "-n", HOME);
    stage.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: %s, namespace: %s}
        immutable: true
        data: {shard.json.gz: %s}
        """
            .formatted(shard, HOME, Base64.getEncoder().encodeToString(bytes)));
  }

  /** The operator puts right what it finds wrong, without a change of any resource. */
  private static void mended() {
    for (String key : List.of(one, other)) {
      await("mended")
          .atMost(PATIENCE)
          .until(() -> caller.answers(stage.gateway(0), key, "healthy", 200));
    }
  }

  /** A key that is not in the shard of the first one; rotates until there is one. */
  private static String otherShard() {
    for (int i = 0; keyShards().size() < 2; i++) {
      String before = stage.key(NAMESPACE, "other");
      stage.kubectl(
          "annotate",
          "--overwrite",
          "virtualkey",
          "other",
          "-n",
          NAMESPACE,
          "keelage.dev/rotate=" + i);
      await("rotation").atMost(PATIENCE).until(() -> !stage.key(NAMESPACE, "other").equals(before));
    }
    return stage.key(NAMESPACE, "other");
  }

  /** The Secrets that hold the keys. */
  private static List<String> keyShards() {
    var index = new JsonObject(stage.secretValue(HOME, INDEX, "index.json"));
    return index.getJsonArray("shards").stream()
        .map(JsonObject.class::cast)
        .filter(shard -> shard.getString("kind").equals("KEY"))
        .map(shard -> shard.getString("objectName"))
        .toList();
  }

  private static void replaceIndex(UnaryOperator<String> change) {
    String changed = change.apply(stage.secretValue(HOME, INDEX, "index.json"));
    stage.kubectl(
        "patch",
        "secret",
        INDEX,
        "-n",
        HOME,
        "--type=merge",
        "-p",
        "{\"data\":{\"index.json\":\""
            + Base64.getEncoder().encodeToString(changed.getBytes(StandardCharsets.UTF_8))
            + "\"}}");
  }

  private static String condition(String kind, String name, String type, String field) {
    return stage.kubectl(
        "get",
        kind,
        name,
        "-n",
        NAMESPACE,
        "-o",
        "jsonpath={.status.conditions[?(@.type==\"" + type + "\")]." + field + "}");
  }
}
