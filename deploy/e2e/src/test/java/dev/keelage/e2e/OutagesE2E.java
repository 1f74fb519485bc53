package dev.keelage.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.e2e.Ledger.Row;
import dev.keelage.testkit.ControlPlane;
import dev.keelage.testkit.JavaProcess;
import dev.keelage.testkit.LocalControlPlane;
import dev.keelage.testkit.vendor.Call;
import dev.keelage.testkit.vendor.MockVendor;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What happens while a part of the infrastructure is away: what each policy declares, never a 401,
 * and nothing is lost in the end. The key "free" has no policy; "strict" and "lenient" have a
 * budget, which says Deny and Allow for counters that cannot be reached.
 */
@Timeout(480)
class OutagesE2E {
  private static final String NAMESPACE = "outages";
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private static MockVendor vendor;
  private static LocalControlPlane cluster;
  private static Stage stage;
  private static RawCaller caller;
  private static String free;
  private static String strict;
  private static String lenient;

  private Load load;

  @BeforeAll
  static void start() {
    vendor = MockVendor.start();
    cluster = ControlPlane.startLocal();
    stage = Stage.named("outages").startOn(cluster);
    caller = new RawCaller();
    stage.apply(
        Fixture.namespace(NAMESPACE)
            + Fixture.vendorSecret(NAMESPACE, "vendor")
            + Fixture.provider(NAMESPACE, "vendor", "OpenAI", vendor.openAiUrl())
            + Fixture.model(NAMESPACE, "m", "vendor")
            + Fixture.key(NAMESPACE, "free")
            + Fixture.budgetedKey(NAMESPACE, "strict", "100")
            + Fixture.budgetedKey(NAMESPACE, "lenient", "100"));
    stage.kubectl(
        "patch",
        "budget",
        "lenient",
        "-n",
        NAMESPACE,
        "--type=merge",
        "-p",
        "{\"spec\":{\"whenStoreUnavailable\":\"Allow\"}}");
    stage.awaitProgrammed();
    free = stage.key(NAMESPACE, "free");
    strict = stage.key(NAMESPACE, "strict");
    lenient = stage.key(NAMESPACE, "lenient");
  }

  @AfterAll
  static void stop() {
    caller.close();
    stage.close();
    vendor.close();
  }

  @BeforeEach
  void load() {
    load = Load.of(3, stage.gateways(), () -> free, "m");
    await("load").atMost(PATIENCE).until(() -> load.count(200) > 20);
  }

  @AfterEach
  void nothingIsLost() {
    load.close();
    Map<String, Call> calls =
        vendor.calls().stream().collect(Collectors.toMap(Books::id, each -> each));
    Map<String, Row> rows =
        await("every call in the ledger")
            .atMost(PATIENCE)
            .until(OutagesE2E::rows, all -> all.keySet().containsAll(calls.keySet()));
    assertThat(rows).containsOnlyKeys(calls.keySet());
    assertThat(rows)
        .allSatisfy((id, row) -> Books.assertSame(row, Objects.requireNonNull(calls.get(id))));
  }

  @Test
  void withoutRedisEachPolicyDoesWhatItDeclares() {
    stage.redis().stop();
    await("the strict budget closes")
        .atMost(PATIENCE)
        .until(() -> caller.answers(stage.gateway(0), strict, "m", 503));

    for (Gateway gateway : stage.gateways()) {
      HttpResponse<String> refused = caller.chat(gateway, strict, "m");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("retry-after")).isPresent();
      assertThat(new JsonObject(refused.body()).getJsonObject("error").getString("message"))
          .isNotBlank();
      assertThat(caller.chat(gateway, lenient, "m").statusCode()).isEqualTo(200);
      assertThat(caller.chat(gateway, "kl-unknown", "m").statusCode()).isEqualTo(401);
    }
    servesOn(40);

    stage.redis().restart();
    for (Gateway gateway : stage.gateways()) {
      await("the strict budget opens")
          .atMost(PATIENCE)
          .until(() -> caller.answers(gateway, strict, "m", 200));
    }
    servesOn(20);
  }

  @Test
  void withoutPostgresCallsGoOnAndAreBookedLater() {
    stage.postgres().stop();
    servesOn(60);
    assertThat(caller.chat(stage.gateway(0), strict, "m").statusCode()).isEqualTo(200);
    assertThat(caller.chat(stage.gateway(1), strict, "m").statusCode()).isEqualTo(200);

    stage.postgres().restart();
    servesOn(20);
  }

  @Test
  void withoutTheOperatorGatewaysServeAndStartFromTheSecrets() {
    stage.operator().kill();
    servesOn(20);

    Gateway added = stage.addGateway().awaitReady();
    assertThat(caller.chat(added, free, "m").statusCode()).isEqualTo(200);
    assertThat(caller.chat(added, strict, "m").statusCode()).isEqualTo(200);

    stage.operator().restart();
    stage.apply(Fixture.model(NAMESPACE, "after-operator", "vendor"));
    stage.await(NAMESPACE, "model/after-operator", "Programmed");
    assertThat(caller.chat(added, free, "after-operator").statusCode()).isEqualTo(200);
    assertThat(stage.key(NAMESPACE, "free")).isEqualTo(free);
  }

  @Test
  void withoutTheApiServerGatewaysServe() {
    cluster.stopApiServer();
    servesOn(60);
    for (Gateway gateway : stage.gateways()) {
      assertThat(caller.chat(gateway, strict, "m").statusCode()).isEqualTo(200);
      assertThat(caller.chat(gateway, "kl-unknown", "m").statusCode()).isEqualTo(401);
    }

    cluster.startApiServer();
    stage.apply(Fixture.model(NAMESPACE, "after-api-server", "vendor"));
    awaitServed("after-api-server");
    stage.await(NAMESPACE, "model/after-api-server", "Programmed");
  }

  @Test
  void outlivesAnApiServerThatIsAwayForLongerThanTheLeadersLease() {
    stage.apply(Fixture.model(NAMESPACE, "before-long", "vendor"));
    stage.await(NAMESPACE, "model/before-long", "Programmed");
    try (JavaProcess waiting = stage.addOperator()) {
      String secrets = issued();
      cluster.stopApiServer();

      // Who cannot renew its Lease cannot know whether it is alone: it ends, and gateways serve on.
      await("the leader ends").atMost(PATIENCE).until(() -> !stage.operator().isAlive());
      assertThat(stage.operator().output()).contains("leadership is lost");
      servesOn(40);

      // What is started meanwhile waits: a gateway knows nobody yet, an operator finds no one.
      Gateway added = stage.addGateway();
      await("it listens").atMost(PATIENCE).until(() -> caller.answers(added, free, "m", 503));
      stage.operator().restart();
      servesOn(40);

      cluster.startApiServer();
      added.awaitReady();
      stage.apply(
          Fixture.model(NAMESPACE, "after-long", "vendor") + Fixture.key(NAMESPACE, "after-long"));
      awaitServed("after-long");
      stage.await(NAMESPACE, "model/after-long", "Programmed");
      stage.await(NAMESPACE, "virtualkey/after-long", "Ready");
      assertThat(caller.chat(added, stage.key(NAMESPACE, "after-long"), "m").statusCode())
          .isEqualTo(200);
      assertThat(waiting.isAlive()).as("who waited had nothing to lose").isTrue();
      stage.kubectl("delete", "virtualkey", "after-long", "-n", NAMESPACE);
      assertThat(issued()).as("no key was touched").isEqualTo(secrets);
      servesOn(20);
    }
  }

  /** The Secrets of the keys that were there from the beginning, and their versions. */
  private static String issued() {
    return stage.kubectl(
        "get",
        "secret",
        "free",
        "strict",
        "lenient",
        "-n",
        NAMESPACE,
        "-o",
        "custom-columns=NAME:.metadata.name,VERSION:.metadata.resourceVersion");
  }

  /**
   * Waits until all gateways serve a model that was declared after an outage. An operator that
   * could not renew its Lease in time has ended, or is about to; a kubelet starts it again.
   */
  private static void awaitServed(String model) {
    await("the change on all gateways")
        .atMost(PATIENCE)
        .until(
            () -> {
              if (!stage.operator().isAlive()) {
                stage.operator().restart();
              }
              return stage.gateways().stream()
                  .allMatch(gateway -> caller.answers(gateway, free, model, 200));
            });
  }

  /** Waits for so many more served calls; up to then and since the beginning, none was refused. */
  private void servesOn(int calls) {
    int before = load.count(200);
    await("calls are served").atMost(PATIENCE).until(() -> load.count(200) >= before + calls);
    assertThat(load.statuses()).containsOnlyKeys(200);
  }

  private static Map<String, Row> rows() {
    return stage.ledger().rows().stream().collect(Collectors.toMap(Row::callId, each -> each));
  }
}
