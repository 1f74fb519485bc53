package dev.keelage.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.e2e.Ledger.Row;
import dev.keelage.testkit.JavaProcess;
import dev.keelage.testkit.vendor.MockVendor;
import dev.keelage.testkit.vendor.Script;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rating a past period again, while calls go on: counters say what the ledger says. */
@Timeout(400)
class ReRatingE2E {
  private static final String NAMESPACE = "rerate";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String DEAR =
      "{inputPerMillionTokens: \"4\", outputPerMillionTokens: \"3000\"}";
  private static final String CHEAP =
      "{inputPerMillionTokens: \"1\", outputPerMillionTokens: \"1000\"}";

  private static MockVendor vendor;
  private static Stage stage;
  private static RawCaller caller;
  private static Counters counters;

  @BeforeAll
  static void start() {
    vendor = MockVendor.start();
    vendor.always(Script.DEFAULT.tokens(30, 10));
    stage = Stage.named("rerate").start();
    caller = new RawCaller();
    counters = new Counters(stage.redis());
    stage.apply(
        Fixture.namespace(NAMESPACE)
            + Fixture.vendorSecret(NAMESPACE, "vendor")
            + Fixture.provider(NAMESPACE, "vendor", "OpenAI", vendor.openAiUrl())
            + Fixture.model(NAMESPACE, "sonar", "vendor", DEAR)
            + Fixture.team(NAMESPACE, "alpha", "{}")
            + Fixture.team(NAMESPACE, "beta", "{}")
            + Fixture.key(NAMESPACE, "first", "alpha", "{requestsPerMinute: 100000}")
            + Fixture.key(NAMESPACE, "second", "beta", "{requestsPerMinute: 100000}")
            + budget("of-alpha", "{selector: {teams: [{name: alpha}]}, window: {calendar: Month}")
            + budget("of-both", "{selector: {teams: [{name: alpha}, {name: beta}]}")
            + budget("of-vendor", "{selector: {providers: [{name: vendor}]}")
            + budget("of-each", "{selector: {teams: [{name: alpha}]}, per: User"));
    stage.awaitProgrammed();
  }

  @AfterAll
  static void stop() {
    caller.close();
    stage.close();
    vendor.close();
  }

  @Test
  void countersFollowWhatIsCorrectedWhileCallsGoOn() {
    int booked = call(40);
    awaitBooked(booked);
    stage.apply(Fixture.model(NAMESPACE, "sonar", "vendor", CHEAP));
    stage.await(NAMESPACE, "model/sonar", "Programmed");

    try (JavaProcess command = reRate("killed")) {
      booked += call(20);
      command.kill();
    }
    try (JavaProcess command = reRate("whole")) {
      booked += call(40);
      command.awaitLog("calls were corrected", PATIENCE);
    }

    awaitBooked(booked);
    List<Row> rows = stage.ledger().rows();
    assertThat(rows)
        .filteredOn(row -> row.status().equals("rerated"))
        .hasSizeGreaterThanOrEqualTo(40);
    assertThat(sum(rows, Set.of("first", "second")))
        .as("30 tokens of input and 10 of output at the cheap price")
        .isEqualByComparingTo(new BigDecimal("0.01003").multiply(BigDecimal.valueOf(booked)));
    // What spans tenants is counted a moment later.
    await("counters say what the ledger says")
        .atMost(PATIENCE)
        .untilAsserted(() -> countersSayWhatTheLedgerSays(rows));
  }

  private static void countersSayWhatTheLedgerSays(List<Row> rows) {
    Set<String> both = Set.of("first", "second");
    assertThat(counters.spent(id("of-alpha"))).isEqualByComparingTo(sum(rows, Set.of("first")));
    assertThat(counters.spent(id("of-both"))).isEqualByComparingTo(sum(rows, both));
    assertThat(counters.spent(id("of-vendor"))).isEqualByComparingTo(sum(rows, both));
    assertThat(counters.spent(id("of-each#user-*")))
        .isEqualByComparingTo(sum(rows, Set.of("first")));
    for (String key : both) {
      assertThat(counters.told("key:" + id(key))).isEqualByComparingTo(sum(rows, Set.of(key)));
    }
    assertThat(counters.told("team:" + id("beta")))
        .isEqualByComparingTo(sum(rows, Set.of("second")));
  }

  private static JavaProcess reRate(String name) {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    return stage.operatorCommand(
        "command-" + name,
        "re-rate",
        "--from",
        today.minusDays(1).toString(),
        "--to",
        today.plusDays(1).toString(),
        "--apply");
  }

  /** Makes so many calls, of both keys by turns, on both gateways, for three users and nobody. */
  private static int call(int calls) {
    List<String> keys = List.of(stage.key(NAMESPACE, "first"), stage.key(NAMESPACE, "second"));
    List<HttpResponse<String>> answers = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      JsonObject body = RawCaller.body("sonar", 20);
      if (i % 4 != 0) {
        body.put("user", "user " + i % 4);
      }
      answers.add(caller.post(stage.gateway(i / 2 % 2), keys.get(i % 2), body.encode()));
    }
    assertThat(answers).allMatch(answer -> answer.statusCode() == 200);
    return calls;
  }

  /** In the ledger, and in each budget. */
  private static void awaitBooked(int calls) {
    await("calls are in the ledger")
        .atMost(PATIENCE)
        .until(
            () ->
                stage.ledger().rows().stream()
                        .filter(row -> !row.status().equals("rerated"))
                        .count()
                    == calls);
    await("nothing is held any more")
        .atMost(PATIENCE)
        .until(() -> counters.reservations() == 0 && counters.onTheirWay() == 0);
  }

  private static BigDecimal sum(List<Row> rows, Set<String> keys) {
    return rows.stream()
        .filter(row -> keys.stream().map(ReRatingE2E::id).anyMatch(row.key()::equals))
        .map(Row::cost)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static String id(String name) {
    return NAMESPACE + "/" + name;
  }

  private static String budget(String name, String specBegin) {
    return """
    ---
    apiVersion: keelage.dev/v1alpha1
    kind: Budget
    metadata: {name: %s, namespace: %s}
    spec: %s, limit: {amount: "1000"}}
    """
        .formatted(name, NAMESPACE, specBegin);
  }
}
