package dev.keelage.snapshot.counter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.snapshot.BudgetEntry.Calendar;
import dev.keelage.snapshot.counter.BudgetWindow.Span;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BudgetWindowTest {
  private static final long FROM = Instant.parse("1990-01-01T00:00:00Z").getEpochSecond();
  private static final long TO = Instant.parse("2060-01-01T00:00:00Z").getEpochSecond();

  @Property(tries = 4000)
  void everyInstantIsInExactlyOneWindow(
      @ForAll Calendar calendar,
      @ForAll("zones") ZoneId zone,
      @ForAll @IntRange(min = 1, max = 12) int month,
      @ForAll @IntRange(min = 1, max = 28) int day,
      @ForAll DayOfWeek firstWeekday,
      @ForAll("instants") Instant at) {
    BudgetWindow window = new BudgetWindow(calendar, zone, month, day, firstWeekday);

    Span span = window.at(at);
    Span next = window.at(span.resetsAt());
    Span last = window.at(span.startsAt().minusNanos(1));

    assertThat(span.contains(at)).isTrue();
    assertThat(window.at(span.startsAt())).isEqualTo(span);
    assertThat(window.at(span.resetsAt().minusNanos(1))).isEqualTo(span);
    assertThat(next.startsAt()).isEqualTo(span.resetsAt());
    assertThat(last.resetsAt()).isEqualTo(span.startsAt());
    assertThat(List.of(last.id(), span.id(), next.id())).doesNotHaveDuplicates();
  }

  @Property
  void walkingThroughAYearMeetsNoGap(@ForAll Calendar calendar, @ForAll("zones") ZoneId zone) {
    BudgetWindow window = new BudgetWindow(calendar, zone);
    Span span = window.at(Instant.parse("2026-03-01T00:00:00Z"));

    for (int step = 0; step < 400; step++) {
      Span next = window.at(span.resetsAt());
      assertThat(next.startsAt()).isEqualTo(span.resetsAt());
      assertThat(next.resetsAt()).isAfter(next.startsAt());
      span = next;
    }
  }

  @Test
  void monthBeginsAtLocalMidnight() {
    Span span = at(Calendar.MONTH, "Europe/Berlin", "2026-11-25T23:00:00Z");

    assertThat(span.id()).isEqualTo("2026-11");
    assertThat(span.startsAt()).isEqualTo("2026-10-31T23:00:00Z");
    assertThat(span.resetsAt()).isEqualTo("2026-11-30T23:00:00Z");
  }

  @Test
  void dayOfTheClockChangeHasTwentyFiveHours() {
    Span span = at(Calendar.DAY, "Europe/Berlin", "2026-10-25T12:00:00Z");

    assertThat(Duration.between(span.startsAt(), span.resetsAt())).isEqualTo(Duration.ofHours(25));
  }

  @Test
  void repeatedHourIsTwoWindows() {
    Span summer = at(Calendar.HOUR, "Europe/Berlin", "2026-10-25T00:30:00Z");
    Span winter = at(Calendar.HOUR, "Europe/Berlin", "2026-10-25T01:30:00Z");

    assertThat(summer.resetsAt()).isEqualTo(winter.startsAt());
    assertThat(summer.id()).isNotEqualTo(winter.id());
  }

  @Test
  void clockPutBackOverMidnightDoesNotReopenTheDayBefore() {
    // Scoresbysund put the clock back from 01:00 to 00:00 until 2023; Godthab from midnight to
    // 23:00.
    Span span = at(Calendar.DAY, "America/Godthab", "2025-10-26T01:30:00Z");

    assertThat(span.contains(Instant.parse("2025-10-26T01:30:00Z"))).isTrue();
  }

  @Test
  void weeksBeginOnMondayAndCarryTheIsoYear() {
    assertThat(at(Calendar.WEEK, "UTC", "2027-01-01T12:00:00Z").id()).isEqualTo("2026-W53");
    assertThat(at(Calendar.WEEK, "UTC", "2027-01-01T12:00:00Z").startsAt())
        .isEqualTo("2026-12-28T00:00:00Z");
  }

  @Test
  void quarterAndYearAreNamedByThemselves() {
    assertThat(at(Calendar.QUARTER, "Asia/Tokyo", "2026-12-31T15:00:00Z").id())
        .isEqualTo("2027-Q1");
    assertThat(at(Calendar.YEAR, "Asia/Tokyo", "2026-12-31T14:59:59Z").id()).isEqualTo("2026");
  }

  @Test
  void fiscalYearBeginsOnItsDay() {
    BudgetWindow year = fiscal(Calendar.YEAR);
    Span last = year.at(Instant.parse("2026-04-05T22:59:59Z"));
    Span first = year.at(Instant.parse("2026-04-05T23:00:00Z"));

    assertThat(last.id()).isEqualTo("Y2025-04-06");
    assertThat(first.id()).isEqualTo("Y2026-04-06");
    assertThat(first.resetsAt()).isEqualTo("2027-04-05T23:00:00Z");
  }

  @Test
  void fiscalQuartersAndMonthsCountFromThere() {
    Instant at = Instant.parse("2027-01-05T12:00:00Z");

    assertThat(fiscal(Calendar.QUARTER).at(at).id()).isEqualTo("Q2026-10-06");
    assertThat(fiscal(Calendar.MONTH).at(at).id()).isEqualTo("M2026-12-06");
    assertThat(fiscal(Calendar.MONTH).at(at).resetsAt()).isEqualTo("2027-01-06T00:00:00Z");
  }

  @Test
  void fiscalYearFromAprilKeepsTheQuartersOfTheCalendar() {
    BudgetWindow quarter =
        new BudgetWindow(Calendar.QUARTER, ZoneId.of("UTC"), 4, 1, DayOfWeek.MONDAY);

    assertThat(quarter.at(Instant.parse("2026-11-25T00:00:00Z")))
        .isEqualTo(at(Calendar.QUARTER, "UTC", "2026-11-25T00:00:00Z"));
  }

  @Test
  void weeksMayBeginOnSunday() {
    Span span =
        new BudgetWindow(Calendar.WEEK, ZoneId.of("America/New_York"), 1, 1, DayOfWeek.SUNDAY)
            .at(Instant.parse("2026-11-26T12:00:00Z"));

    assertThat(span.id()).isEqualTo("W2026-11-22");
    assertThat(span.startsAt()).isEqualTo("2026-11-22T05:00:00Z");
  }

  private static BudgetWindow fiscal(Calendar calendar) {
    return new BudgetWindow(calendar, ZoneId.of("Europe/London"), 4, 6, DayOfWeek.MONDAY);
  }

  private static Span at(Calendar calendar, String zone, String instant) {
    return new BudgetWindow(calendar, ZoneId.of(zone)).at(Instant.parse(instant));
  }

  @Provide
  Arbitrary<ZoneId> zones() {
    return Arbitraries.of(
            "UTC",
            "Europe/Berlin",
            "America/New_York",
            "Australia/Lord_Howe",
            "Asia/Kathmandu",
            // Three quarters of an hour beside the others: with a summer time, and without one.
            "Pacific/Chatham",
            "Australia/Eucla",
            "Pacific/Apia",
            "America/Havana",
            "America/Godthab",
            "America/St_Johns",
            "Africa/Casablanca",
            "Asia/Gaza",
            "Antarctica/Troll")
        .map(ZoneId::of);
  }

  /** Half of them near a clock change somewhere. */
  @Provide
  Arbitrary<Instant> instants() {
    Arbitrary<Instant> anywhere = Arbitraries.longs().between(FROM, TO).map(Instant::ofEpochSecond);
    Arbitrary<Instant> nearChange =
        Combinators.combine(anywhere, zones(), Arbitraries.longs().between(-7200, 7200))
            .as((at, zone, offset) -> changeAfter(zone, at).plusSeconds(offset));
    return Arbitraries.oneOf(anywhere, nearChange);
  }

  private static Instant changeAfter(ZoneId zone, Instant at) {
    ZoneOffsetTransition change = zone.getRules().nextTransition(at);
    return change == null ? at : change.getInstant();
  }
}
