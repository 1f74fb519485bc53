package dev.keelage.e2e.money;

import static dev.keelage.testkit.vendor.Call.Ending.ABANDONED;
import static dev.keelage.testkit.vendor.Call.Ending.CUT;
import static dev.keelage.testkit.vendor.Call.Ending.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.e2e.Counters;
import dev.keelage.e2e.Fixture;
import dev.keelage.e2e.Ledger.Row;
import dev.keelage.e2e.Stage;
import dev.keelage.e2e.money.Callers.Answer;
import dev.keelage.testkit.vendor.Call;
import dev.keelage.testkit.vendor.MockVendor;
import dev.keelage.testkit.vendor.RecordedRequest;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Ledger, counters and vendors held against each other, when all is quiet again. */
final class Audit {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final Stage stage;
  private final Counters counters;
  private final MockVendor vendor;

  Audit(Stage stage, Counters counters, MockVendor vendor) {
    this.stage = stage;
    this.counters = counters;
    this.vendor = vendor;
  }

  /**
   * Waits until every call the vendors counted is booked and nothing is held or on its way, and
   * checks all of the books.
   *
   * @param answers what the callers got
   */
  void booksAgree(List<Answer> answers) {
    await("every call that the vendors counted is in the ledger")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(missing()).isEmpty());
    await("no reservation is left, no entry on its way")
        .atMost(PATIENCE)
        .until(() -> counters.reservations() == 0 && counters.onTheirWay() == 0);
    // A loan whose answer a failover took is given back when its life is over.
    await("nothing is held of a budget, neither by a call nor on loan")
        .atMost(PATIENCE)
        .untilAsserted(this::nothingIsHeld);
    assertThat(counters.parked()).isZero();
    // What a dead gateway had begun, and no vendor heard of, is held by nobody and booked all the
    // same
    await("the counters say what the ledger says")
        .atMost(PATIENCE)
        .untilAsserted(() -> countersSayWhatTheLedgerSays(rows().values()));

    Map<String, Row> rows = rows();
    everyRowIsOfACall(rows);
    everyRowCostsWhatItSays(rows);
    everyAnswerIsBookedAsItSaid(rows, answers);
  }

  /** What is booked on a key, USD. */
  static BigDecimal sum(Collection<Row> rows, Set<String> keys) {
    return rows.stream()
        .filter(row -> keys.stream().map(Tenants::id).anyMatch(row.key()::equals))
        .map(Row::cost)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** The ledger by call; that no call is there twice is checked on the way. */
  Map<String, Row> rows() {
    return stage.ledger().rows().stream().collect(Collectors.toMap(Row::callId, row -> row));
  }

  /**
   * The vendors' calls by the gateways' name for them: what each counted, refusals apart. What
   * breaks off before a caller saw anything of it is asked for again, and then only the last
   * attempt counts, but nothing is asked for again that was answered; a JSON answer that breaks off
   * tells no usage at all.
   */
  private Map<String, Call> countedCalls() {
    return vendor.calls().stream()
        .filter(call -> call.ending() != REFUSED)
        .filter(call -> call.stream() || call.ending() != CUT)
        .collect(
            Collectors.toMap(
                call -> call.correlation().orElseThrow(),
                call -> call,
                (first, next) -> {
                  assertThat(first.ending()).as("%s, then %s", first, next).isIn(CUT, ABANDONED);
                  return next;
                }));
  }

  /** Calls that are not booked, with who made them. */
  private Map<String, String> missing() {
    Set<String> booked = rows().keySet();
    Set<String> counted = countedCalls().keySet();
    return vendor.requests().stream()
        .filter(request -> counted.contains(id(request)) && !booked.contains(id(request)))
        .collect(
            Collectors.toMap(
                Audit::id, request -> Shot.caller(request.json()), (first, again) -> first));
  }

  private static String id(RecordedRequest request) {
    return request.header(Shot.CALL_ID).orElseThrow();
  }

  /**
   * Or it cost nothing, or was held by a gateway that died before it had asked the vendor, or was
   * sent and left by its caller before the vendor had said a word: then its input is assumed.
   */
  private void everyRowIsOfACall(Map<String, Row> rows) {
    Set<String> taken =
        vendor.calls().stream()
            .filter(call -> call.ending() != REFUSED)
            .map(call -> call.correlation().orElseThrow())
            .collect(Collectors.toSet());
    assertThat(rows.values())
        .filteredOn(row -> !taken.contains(row.callId()))
        .allMatch(row -> row.orphaned() || row.cost().signum() == 0 || isLeftUnanswered(row));
  }

  private static boolean isLeftUnanswered(Row row) {
    return row.status().equals("client_gone")
        && row.estimated()
        && row.attempts() > 0
        && row.output() + row.reasoning() == 0;
  }

  private void everyRowCostsWhatItSays(Map<String, Row> rows) {
    Map<String, Call> calls = countedCalls();
    Map<String, Integer> bounds = bounds();
    rows.forEach(
        (id, row) -> {
          Integer bound = bounds.get(id);
          if (row.orphaned()) {
            costsWhatWasHeld(row, bound == null ? Shot.BOUNDS : List.of(bound));
          } else {
            assertThat(row.cost()).as("%s", row).isEqualByComparingTo(price(row));
            if (calls.containsKey(id)) {
              saysWhatTheVendorSaid(row, calls.get(id), Objects.requireNonNull(bound));
            }
          }
        });
  }

  /** All input at the dearest of its prices, and all the output that was asked for. */
  private static void costsWhatWasHeld(Row row, List<Integer> bounds) {
    boolean cent = row.model().endsWith("/" + Tenants.CENT_MODEL);
    List<BigDecimal> possible =
        bounds.stream()
            .map(
                bound ->
                    cent
                        ? new BigDecimal("0.01")
                        : perMillion(Fixture.CACHE_WRITE_PRICE, row.input())
                            .add(perMillion(Fixture.OUTPUT_PRICE, bound)))
            .toList();
    assertThat(possible)
        .as("%s", row)
        .anySatisfy(cost -> assertThat(row.cost()).isEqualByComparingTo(cost));
  }

  private static void saysWhatTheVendorSaid(Row row, Call call, int bound) {
    if (call.ending() == Call.Ending.COMPLETE && row.status().equals("completed")) {
      assertThat(row.estimated()).as("%s", row).isFalse();
    }
    if (row.estimated()) {
      assertThat(row.output() + row.reasoning()).as("%s", row).isBetween(0L, (long) bound);
    } else if (call.ending() == Call.Ending.COMPLETE) {
      assertThat(row.input() + row.cached() + row.cacheWrite())
          .as("%s of %s", row, call)
          .isEqualTo(call.tokens().prompt());
      assertThat(row.cached()).isEqualTo(call.tokens().cached());
      assertThat(row.output() + row.reasoning()).isEqualTo(call.tokens().completion());
    }
  }

  private static void everyAnswerIsBookedAsItSaid(Map<String, Row> rows, List<Answer> answers) {
    for (Answer answer : answers) {
      if (answer.status() == 200) {
        Row row = rows.get(answer.callId().orElseThrow());
        assertThat(row).as("%s is booked", answer).isNotNull();
        if (answer.whole() && !row.orphaned()) {
          answer
              .cost()
              .ifPresent(cost -> assertThat(row.cost()).isEqualByComparingTo(new BigDecimal(cost)));
        }
      }
    }
  }

  private void nothingIsHeld() {
    Tenants.BUDGETS.forEach(
        (budget, keys) ->
            assertThat(counters.reserved(Tenants.id(budget)))
                .as("reserved of %s", budget)
                .isEqualByComparingTo(BigDecimal.ZERO));
  }

  private void countersSayWhatTheLedgerSays(Collection<Row> rows) {
    Tenants.BUDGETS.forEach(
        (budget, keys) -> {
          assertThat(counters.spent(Tenants.id(budget)))
              .as("spent of %s", budget)
              .isEqualByComparingTo(sum(rows, keys));
        });
    Tenants.TEAMS.forEach(
        (team, keys) ->
            assertThat(counters.told("team:" + Tenants.id(team)))
                .as("told of team %s", team)
                .isEqualByComparingTo(sum(rows, keys)));
    for (String key : Tenants.CALLERS) {
      assertThat(counters.told("key:" + Tenants.id(key)))
          .as("told of key %s", key)
          .isEqualByComparingTo(sum(rows, Set.of(key)));
    }
  }

  /** How much output each call asked for, as far as it came to a vendor. */
  private Map<String, Integer> bounds() {
    Map<String, Integer> bounds = new HashMap<>();
    vendor
        .requests()
        .forEach(
            request ->
                bounds.put(request.header(Shot.CALL_ID).orElseThrow(), bound(request.json())));
    return bounds;
  }

  private static int bound(JsonObject body) {
    return body.getInteger("max_tokens", body.getInteger("max_completion_tokens", 0));
  }

  private static BigDecimal price(Row row) {
    if (row.model().endsWith("/" + Tenants.CENT_MODEL)) {
      return perMillion(new BigDecimal(1000), row.output() + row.reasoning());
    }
    return perMillion(Fixture.INPUT_PRICE, row.input())
        .add(perMillion(Fixture.CACHED_PRICE, row.cached()))
        .add(perMillion(Fixture.CACHE_WRITE_PRICE, row.cacheWrite()))
        .add(perMillion(Fixture.OUTPUT_PRICE, row.output() + row.reasoning()));
  }

  private static BigDecimal perMillion(BigDecimal usd, long tokens) {
    return usd.multiply(BigDecimal.valueOf(tokens)).movePointLeft(6);
  }
}
