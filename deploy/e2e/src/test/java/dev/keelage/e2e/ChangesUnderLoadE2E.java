package dev.keelage.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.testkit.vendor.MockVendor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Changes reach both gateways while they serve, and nobody with a valid key notices anything. */
@Timeout(300)
class ChangesUnderLoadE2E {
  private static final String NAMESPACE = "changes";
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private static MockVendor vendor;
  private static Stage stage;
  private static RawCaller caller;
  private static String key;
  private static List<Long> processes;

  private Load load;

  @BeforeAll
  static void start() {
    vendor = MockVendor.start();
    stage = Stage.named("changes").start();
    caller = new RawCaller();
    stage.apply(
        Fixture.namespace(NAMESPACE)
            + Fixture.vendorSecret(NAMESPACE, "vendor")
            + Fixture.provider(NAMESPACE, "vendor", "OpenAI", vendor.openAiUrl())
            + Fixture.model(NAMESPACE, "steady", "vendor")
            + Fixture.model(NAMESPACE, "moving", "vendor")
            + Fixture.key(NAMESPACE, "constant")
            + Fixture.key(NAMESPACE, "revoked")
            + Fixture.key(NAMESPACE, "suspended")
            + Fixture.key(NAMESPACE, "rotated"));
    stage.awaitProgrammed();
    key = stage.key(NAMESPACE, "constant");
    processes = stage.gateways().stream().map(each -> each.process().pid()).toList();
  }

  @AfterAll
  static void stop() {
    caller.close();
    stage.close();
    vendor.close();
  }

  @BeforeEach
  void load() {
    load = Load.of(4, stage.gateways(), () -> key, "steady");
  }

  @AfterEach
  void nobodyNoticed() {
    load.close();
    assertThat(load.statuses()).containsOnlyKeys(200);
    assertThat(stage.gateways())
        .allMatch(each -> each.process().isAlive())
        .extracting(each -> each.process().pid())
        .containsExactlyElementsOf(processes);
  }

  @Test
  void aChangedModelServesOnBothGateways() {
    for (String name : List.of("second", "third", "fourth")) {
      stage.kubectl(
          "patch",
          "model",
          "moving",
          "-n",
          NAMESPACE,
          "--type=json",
          "-p",
          "[{\"op\":\"replace\",\"path\":\"/spec/deployments/0/name\",\"value\":\""
              + name
              + "\"}]");

      measure(
          "changed model",
          gateway ->
              caller
                  .chat(gateway, key, "moving")
                  .headers()
                  .firstValue("x-keelage-deployment")
                  .equals(Optional.of(name)));
    }
    stage.await(NAMESPACE, "model/moving", "Programmed");
  }

  @Test
  void aNewModelServesAndADeletedOneIsUnknown() {
    stage.apply(Fixture.model(NAMESPACE, "passing", "vendor"));
    measure("new model", gateway -> caller.answers(gateway, key, "passing", 200));

    stage.kubectl("delete", "model", "passing", "-n", NAMESPACE);
    measure("deleted model", gateway -> caller.answers(gateway, key, "passing", 404));
  }

  @Test
  void aDeletedKeyIsRefused() {
    String revoked = stage.key(NAMESPACE, "revoked");
    assertThat(caller.chat(stage.gateway(0), revoked, "steady").statusCode()).isEqualTo(200);

    stage.kubectl("delete", "virtualkey", "revoked", "-n", NAMESPACE);

    measure("deleted key", gateway -> caller.answers(gateway, revoked, "steady", 401));
    stage.kubectl("wait", "--for=delete", "secret/revoked", "-n", NAMESPACE, "--timeout=60s");
  }

  @Test
  void aSuspendedKeyIsRefusedAndWorksAgainLater() {
    String suspended = stage.key(NAMESPACE, "suspended");
    patchKey("suspended", "{\"spec\":{\"suspended\":true}}");
    measure("suspended key", gateway -> caller.answers(gateway, suspended, "steady", 401));

    patchKey("suspended", "{\"spec\":{\"suspended\":false}}");
    measure("resumed key", gateway -> caller.answers(gateway, suspended, "steady", 200));
  }

  @Test
  void aRotatedKeyWorksFromTheMomentItCanBeRead() {
    String old = stage.key(NAMESPACE, "rotated");
    try (Load loadOfOld = Load.of(2, stage.gateways(), () -> old, "steady");
        Load loadOfCurrent =
            Load.of(
                2,
                stage.gateways(),
                () -> stage.secretValue(NAMESPACE, "rotated", "api-key"),
                "steady")) {
      long begin = System.nanoTime();
      stage.kubectl(
          "annotate", "virtualkey", "rotated", "-n", NAMESPACE, "keelage.dev/rotate=once");

      String renewed =
          await("new key")
              .atMost(PATIENCE)
              .until(
                  () -> stage.secretValue(NAMESPACE, "rotated", "api-key"),
                  Predicate.not(old::equals));
      print("rotated key", begin);

      assertThat(stage.gateways())
          .allSatisfy(
              gateway -> {
                assertThat(caller.chat(gateway, renewed, "steady").statusCode()).isEqualTo(200);
                assertThat(caller.chat(gateway, old, "steady").statusCode()).isEqualTo(200);
              });
      int before = loadOfCurrent.count(200);
      await("more calls").atMost(PATIENCE).until(() -> loadOfCurrent.count(200) > before + 20);
      assertThat(loadOfOld.statuses()).containsOnlyKeys(200);
      assertThat(loadOfCurrent.statuses()).containsOnlyKeys(200);
    }
  }

  private static void patchKey(String name, String patch) {
    stage.kubectl("patch", "virtualkey", name, "-n", NAMESPACE, "--type=merge", "-p", patch);
  }

  /** Waits until it is so on all gateways, and prints how long that took from now. */
  private static void measure(String what, Predicate<Gateway> seen) {
    long begin = System.nanoTime();
    List<Gateway> left = new ArrayList<>(stage.gateways());
    await(what)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              left.removeIf(seen);
              return left.isEmpty();
            });
    print(what, begin);
  }

  @SuppressWarnings("SystemOut") // a figure for people
  private static void print(String what, long beginNanos) {
    System.out.printf(
        "%s: on both gateways after %d ms%n", what, (System.nanoTime() - beginNanos) / 1_000_000);
  }
}
