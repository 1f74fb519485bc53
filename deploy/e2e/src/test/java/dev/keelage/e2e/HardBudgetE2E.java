package dev.keelage.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.e2e.Ledger.Row;
import dev.keelage.testkit.vendor.Call;
import dev.keelage.testkit.vendor.MockVendor;
import dev.keelage.testkit.vendor.Script;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A budget for 100 calls holds against 300 in parallel over two gateways, and against the death of
 * one of them. Each call costs the same, known before it is made: input is free, output is bounded
 * by the caller and fully used.
 */
@Timeout(480)
class HardBudgetE2E {
  private static final String NAMESPACE = "money";
  private static final int CALLS = 300;
  private static final int AFFORDABLE = 100;
  private static final int OUTPUT_TOKENS = 10;
  private static final BigDecimal LIMIT = new BigDecimal("1.00");
  private static final BigDecimal PER_CALL = new BigDecimal("0.01");
  private static final int EXHAUSTED = 422;
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private static MockVendor vendor;
  private static Stage stage;
  private static RawCaller caller;
  private static Counters counters;

  @BeforeAll
  static void start() {
    vendor = MockVendor.start();
    stage = Stage.named("budget").env("KEELAGE_RESERVATION_TTL", "10s").start();
    caller = new RawCaller();
    counters = new Counters(stage.redis());
    stage.apply(
        Fixture.namespace(NAMESPACE)
            + Fixture.vendorSecret(NAMESPACE, "vendor")
            + Fixture.provider(NAMESPACE, "vendor", "OpenAI", vendor.openAiUrl())
            + Fixture.model(
                NAMESPACE,
                "cent",
                "vendor",
                "{inputPerMillionTokens: \"0\", outputPerMillionTokens: \"1000\"}")
            + Fixture.budgetedKey(NAMESPACE, "together", LIMIT.toString())
            + Fixture.budgetedKey(NAMESPACE, "survivor", LIMIT.toString()));
    stage.awaitProgrammed();
  }

  @AfterAll
  static void stop() {
    caller.close();
    stage.close();
    vendor.close();
  }

  @BeforeEach
  void forget() {
    vendor.reset();
    // Slow enough for all of them to be in flight together.
    vendor.always(Script.DEFAULT.tokens(5, OUTPUT_TOKENS).latency(Duration.ofMillis(700)));
  }

  @Test
  void exactlyWhatTheBudgetCoversIsServed() {
    var answers = call("together", CALLS).stream().map(CompletableFuture::join).toList();

    Map<Integer, Long> statuses =
        answers.stream()
            .collect(Collectors.groupingBy(HttpResponse::statusCode, Collectors.counting()));
    assertThat(statuses)
        .containsOnly(
            Map.entry(200, (long) AFFORDABLE), Map.entry(EXHAUSTED, (long) CALLS - AFFORDABLE));
    assertThat(vendor.calls()).hasSize(AFFORDABLE);
    Map<String, Row> rows = Books.awaitBooked(stage.ledger(), id("together"), Books.ids(vendor));
    assertThat(rows).hasSize(AFFORDABLE);
    assertThat(rows.values())
        .allSatisfy(row -> assertThat(row.cost()).isEqualByComparingTo(PER_CALL));
    assertThat(counters.spent(id("together"))).isEqualByComparingTo(LIMIT);
    assertThat(counters.reserved(id("together"))).isEqualByComparingTo(BigDecimal.ZERO);
    stage.await(NAMESPACE, "budget/together", "WithinBudget=False");
    assertThat(stage.kubectl("get", "budget", "together", "-n", NAMESPACE)).contains("Exhausted");
  }

  @Test
  void aKilledGatewayNeitherLeaksNorLosesMoney() {
    Gateway victim = stage.gateway(1);
    vendor.always(Script.DEFAULT.tokens(5, OUTPUT_TOKENS).latency(Duration.ofSeconds(5)));
    // Decided in batches, all that the budget covers may go to one gateway: the victim comes first
    var first = call(List.of(victim), "survivor", 30);
    await("its calls in flight").atMost(PATIENCE).until(() -> vendor.calls().size() == 30);
    var answers = call("survivor", CALLS - 30);
    await("calls in flight").atMost(PATIENCE).until(() -> vendor.calls().size() >= 60);
    victim.process().kill();
    first.forEach(HardBudgetE2E::settled);
    answers.forEach(HardBudgetE2E::settled);

    await("no reservation left")
        .atMost(PATIENCE)
        .until(() -> counters.reserved(id("survivor")).signum() == 0);
    assertThat(counters.reservations()).isZero();
    // Orphans that never came to the vendor are nobody's to wait for by name
    await("all is in the ledger").atMost(PATIENCE).until(() -> counters.onTheirWay() == 0);
    Map<String, Row> rows = Books.awaitBooked(stage.ledger(), id("survivor"), Books.ids(vendor));
    Map<String, Call> calls =
        vendor.calls().stream().collect(Collectors.toMap(Books::id, each -> each));
    assertThat(rows.values())
        .anyMatch(Row::orphaned)
        .allSatisfy(row -> assertThat(row.cost()).isEqualByComparingTo(PER_CALL))
        // Held by the dead gateway, whether or not it had got round to calling the vendor.
        .allMatch(row -> row.orphaned() || calls.containsKey(row.callId()));
    assertThat(sum(rows)).isEqualByComparingTo(counters.spent(id("survivor")));
    assertThat(sum(rows)).isLessThanOrEqualTo(LIMIT);

    victim.process().restart();
    victim.awaitReady();
    spendTheRest(rows.size());
  }

  /** What is left can be spent to the last cent, on both gateways. */
  private void spendTheRest(int booked) {
    var answers = call("survivor", AFFORDABLE + 20 - booked);
    long served =
        answers.stream()
            .map(CompletableFuture::join)
            .filter(answer -> answer.statusCode() == 200)
            .count();
    assertThat(served).isEqualTo(AFFORDABLE - booked);
    Map<String, Row> rows =
        await("ledger")
            .atMost(PATIENCE)
            .until(() -> stage.ledger().byCall(id("survivor")), all -> all.size() >= AFFORDABLE);
    assertThat(sum(rows)).isEqualByComparingTo(LIMIT);
    assertThat(counters.spent(id("survivor"))).isEqualByComparingTo(LIMIT);
  }

  /** Sends calls all at once, one half to each gateway. */
  private List<CompletableFuture<HttpResponse<String>>> call(String name, int calls) {
    return call(List.of(stage.gateway(0), stage.gateway(1)), name, calls);
  }

  private List<CompletableFuture<HttpResponse<String>>> call(
      List<Gateway> gateways, String name, int calls) {
    String key = stage.key(NAMESPACE, name);
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      Gateway gateway = gateways.get(i % gateways.size());
      answers.add(caller.chatLater(gateway, key, "cent", OUTPUT_TOKENS));
    }
    return answers;
  }

  /** Waits for the answer, or for the lack of one. */
  private static void settled(CompletableFuture<HttpResponse<String>> answer) {
    answer.handle((response, failure) -> response != null || failure != null).join();
  }

  private static BigDecimal sum(Map<String, Row> rows) {
    return rows.values().stream().map(Row::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static String id(String name) {
    return NAMESPACE + "/" + name;
  }
}
