package dev.keelage.e2e.money;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.e2e.Counters;
import dev.keelage.e2e.Stage;
import dev.keelage.testkit.vendor.MockVendor;
import dev.keelage.testkit.vendor.Script;
import dev.keelage.testkit.vendor.Tokens;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.stream.Collectors;

/** An installation with its tenants, and what has to be true of it after whatever happened. */
final class Scenario implements AutoCloseable {
  private static final BigDecimal CENT = new BigDecimal("0.01");
  private static final int EXHAUSTED = 422;

  private final MockVendor vendor;
  private final Stage stage;
  private final Counters counters;
  private final Callers callers;
  private final Storm storm;
  private final Audit audit;
  private BigDecimal tightLimit = new BigDecimal(Tenants.TIGHT_LIMIT);

  private Scenario(MockVendor vendor, Stage stage, Counters counters) {
    this.vendor = vendor;
    this.stage = stage;
    this.counters = counters;
    stage.apply(Tenants.yaml(vendor));
    stage.awaitProgrammed();
    this.callers = new Callers(stage);
    this.storm = new Storm(stage, vendor, callers, Settings.seed());
    this.audit = new Audit(stage, counters, vendor);
  }

  /** On one Redis. */
  static Scenario on(Stage stage) {
    return new Scenario(MockVendor.start(), stage, new Counters(stage.redis()));
  }

  /** On several. */
  static Scenario on(Stage stage, Counters counters) {
    return new Scenario(MockVendor.start(), stage, counters);
  }

  Stage stage() {
    return stage;
  }

  Storm storm() {
    return storm;
  }

  /** Sets the limit of the budget that is too small, and waits until all gateways have it. */
  void limitTight(BigDecimal usd) {
    stage.apply(Tenants.tightBudget(usd.toPlainString()));
    stage.await(Tenants.NAMESPACE, "budget/tight-month", "Programmed");
  }

  /** The same, some more than ever. */
  void raiseTight() {
    tightLimit = tightLimit.add(new BigDecimal(Tenants.TIGHT_LIMIT));
    limitTight(tightLimit);
  }

  BigDecimal tightSpent() {
    return counters.spent(Tenants.id("tight-month"));
  }

  /** So many calls of the key "tight", of a cent each, at once: how many had which status. */
  Map<Integer, Long> spendCents(int calls) {
    vendor.always(
        Script.DEFAULT
            .tokens(new Tokens(10, 0, 0, Shot.CENT_TOKENS, 0))
            .latency(Duration.ofMillis(200)));
    return storm.send(Collections.nCopies(calls, Shot.cent(0))).stream()
        .collect(Collectors.groupingBy(Callers.Answer::status, Collectors.counting()));
  }

  /** All books agree; nothing that is held is held for nobody; what is left can be spent. */
  void settles() {
    vendor.forgetScripts();
    audit.booksAgree(storm.answers());
    assertThat(tightSpent()).as("no overshoot").isLessThanOrEqualTo(tightLimit);

    vendor.always(
        Script.DEFAULT.tokens(new Tokens(10, 0, 0, 5, 0)).latency(Duration.ofMillis(700)));
    assertThat(storm.send(Collections.nCopies(Tenants.NARROW_CONCURRENCY, Shot.narrow(1))))
        .as("no slot is held for a call that is gone")
        .allMatch(answer -> answer.status() == 200);

    int affordable =
        tightLimit.subtract(tightSpent()).divide(CENT, 0, RoundingMode.DOWN).intValueExact();
    var statuses = spendCents(affordable + 5);
    assertThat(statuses.getOrDefault(200, 0L)).isEqualTo(affordable);
    assertThat(statuses.get(EXHAUSTED)).isEqualTo(5);
    audit.booksAgree(storm.answers());
    assertThat(tightSpent()).isBetween(tightLimit.subtract(CENT), tightLimit);
  }

  @Override
  public void close() {
    callers.close();
    stage.close();
    vendor.close();
  }
}
