package dev.keelage.operator.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.api.BudgetStatus;
import dev.keelage.api.Spending;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.cost.Usd;
import dev.keelage.snapshot.counter.BudgetWindow.Span;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatementTest {
  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
  private static final Instant START = Instant.parse("2026-10-31T23:00:00Z");
  private static final BudgetEntry.Window WINDOW =
      BudgetEntry.Window.of(new BigDecimal("500"), BudgetEntry.Calendar.MONTH, "Europe/Berlin");
  private static final Instant RESET = Instant.parse("2026-11-30T23:00:00Z");

  @Test
  void statesTheFirstValueAndKeepsItWhileItIsNearlyRight() {
    Spending first = Statement.of(null, units("12.4"), NOON);
    assertThat(first).isEqualTo(new Spending("12.40", "2026-11-25T12:00:00Z"));

    Instant soon = NOON.plusSeconds(15);
    assertThat(Statement.of(first, units("12.45"), soon)).isSameAs(first);
    assertThat(Statement.of(first, units("12.6"), soon).spent()).isEqualTo("12.60");
  }

  @Test
  void statesWhatMovedALittleAfterTenMinutes() {
    Spending first = Statement.of(null, units("12.4"), NOON);
    Instant late = NOON.plus(Duration.ofMinutes(11));

    assertThat(Statement.of(first, units("12.4"), late)).as("nothing moved").isSameAs(first);
    assertThat(Statement.of(first, units("12.41"), late).spent()).isEqualTo("12.41");
  }

  @Test
  void statesTheFirstCentAndTheNextMonthsZero() {
    Spending nothing = Statement.of(null, 0, NOON);
    assertThat(Statement.of(nothing, 1, NOON.plusSeconds(1)).spent()).isEqualTo("0.0000000001");
    Spending much = Statement.of(null, units("999"), NOON);
    assertThat(Statement.of(much, 0, NOON.plusSeconds(1)).spent()).isEqualTo("0.00");
  }

  @Test
  void measuresABudgetByItsLimit() {
    BudgetStatus.Usage first = Statement.of(null, reading("231.07", "0.93", NOON));
    assertThat(first)
        .isEqualTo(
            new BudgetStatus.Usage(
                "Month",
                "500.00",
                "231.07",
                "0.93",
                "268.00",
                "2026-12-01T00:00+01:00",
                null,
                "2026-11-25T12:00:00Z"));

    Instant soon = NOON.plusSeconds(15);
    assertThat(Statement.of(first, reading("235", "0", soon))).isSameAs(first);
    assertThat(Statement.of(first, reading("237", "0", soon)).spent()).isEqualTo("237.00");
  }

  @Test
  void projectsWhenTheLimitIsReachedAtTheRateSoFar() {
    // 24 days and 13 hours of November have passed in Berlin.
    assertThat(reading("490.8333333333", "0", NOON).projectedExhaustion())
        .contains("2026-11-26T00:00+01:00");
    assertThat(reading("231.07", "0", NOON).projectedExhaustion())
        .as("the month ends before")
        .isEmpty();
    assertThat(reading("500", "0", NOON).projectedExhaustion()).as("reached").isEmpty();
    assertThat(reading("1", "0", START.plusSeconds(60)).projectedExhaustion())
        .as("a minute says nothing")
        .isEmpty();
  }

  @Test
  void judgesABudgetByWhatIsBooked() {
    assertThat(state("249.99", "250")).isEqualTo(BudgetStatus.State.WITHIN_BUDGET);
    assertThat(state("250", "0")).isEqualTo(BudgetStatus.State.SOFT_LIMIT_REACHED);
    assertThat(state("499.9999999999", "0")).isEqualTo(BudgetStatus.State.SOFT_LIMIT_REACHED);
    assertThat(state("500", "0")).isEqualTo(BudgetStatus.State.EXHAUSTED);
    assertThat(reading("501", "3", NOON).remaining()).isZero();
  }

  @Test
  void judgesABudgetByItsFullestWindow() {
    BudgetEntry entry = entry();
    BudgetReading reading =
        new BudgetReading(entry, List.of(reading("1", "0", NOON), reading("500", "0", NOON)));

    assertThat(reading.state()).isEqualTo(BudgetStatus.State.EXHAUSTED);
    assertThat(reading.fullest()).isEqualTo(reading.windows().getLast());
  }

  private static BudgetStatus.State state(String spent, String reserved) {
    return new BudgetReading(entry(), List.of(reading(spent, reserved, NOON))).state();
  }

  private static BudgetEntry entry() {
    return new BudgetEntry(
        "search/monthly",
        List.of(WINDOW),
        List.of(50),
        BudgetEntry.Action.BLOCK,
        null,
        null,
        FailureMode.DENY,
        List.of("search/search"),
        List.of());
  }

  private static WindowReading reading(String spent, String reserved, Instant at) {
    return new WindowReading(
        WINDOW, new Span("2026-11", START, RESET), units(spent), units(reserved), at);
  }

  private static long units(String usd) {
    return Usd.units(new BigDecimal(usd), RoundingMode.UNNECESSARY);
  }
}
