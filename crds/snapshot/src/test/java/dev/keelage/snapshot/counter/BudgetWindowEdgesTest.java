package dev.keelage.snapshot.counter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.snapshot.BudgetEntry.Calendar;
import dev.keelage.snapshot.counter.BudgetWindow.Span;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where calendars and clocks are at their worst: ends of months and years, clock changes. */
class BudgetWindowEdgesTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Duration TICK = Duration.ofNanos(1);

  @Property
  void monthsEndOnTheirLastDayWhateverItsNumber(
      @ForAll @IntRange(min = 2000, max = 2060) int year,
      @ForAll @IntRange(min = 1, max = 12) int month) {
    YearMonth asked = YearMonth.of(year, month);
    Instant lastTick = start(asked.plusMonths(1).atDay(1)).minus(TICK);

    Span span = new BudgetWindow(Calendar.MONTH, BERLIN).at(lastTick);

    assertThat(span.id()).isEqualTo(asked.toString());
    assertThat(span.startsAt()).isEqualTo(start(asked.atDay(1)));
    assertThat(span.resetsAt()).isEqualTo(lastTick.plus(TICK));
  }

  @Test
  void windowsHaveTheSameNamesWhereDigitsAreOthers() {
    Instant at = Instant.parse("2026-11-26T12:00:00Z");
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));

      assertThat(new BudgetWindow(Calendar.WEEK, BERLIN).at(at).id()).isEqualTo("2026-W48");
      assertThat(new BudgetWindow(Calendar.HOUR, BERLIN).at(at).id())
          .isEqualTo("2026-11-26T120000Z");
    } finally {
      Locale.setDefault(before);
    }
  }

  /** Whatever its first month and day are: through a leap year and the one after it. */
  @Property
  void fiscalYearsQuartersAndMonthsBeginTogether(
      @ForAll @IntRange(min = 2000, max = 2060) int year,
      @ForAll @IntRange(min = 1, max = 12) int month,
      @ForAll @IntRange(min = 1, max = 28) int day) {
    LocalDate first = LocalDate.of(year, month, day);
    Span whole = fiscal(Calendar.YEAR, month, day).at(start(first));

    assertThat(whole.startsAt()).isEqualTo(start(first));
    assertThat(whole.resetsAt()).isEqualTo(start(first.plusYears(1)));
    assertThat(windowsOf(fiscal(Calendar.QUARTER, month, day), whole)).isEqualTo(4);
    assertThat(windowsOf(fiscal(Calendar.MONTH, month, day), whole)).isEqualTo(12);
    for (int quarter = 0; quarter < 4; quarter++) {
      Instant begins = start(first.plusMonths(3L * quarter));
      assertThat(fiscal(Calendar.QUARTER, month, day).at(begins).startsAt()).isEqualTo(begins);
      assertThat(fiscal(Calendar.MONTH, month, day).at(begins).startsAt()).isEqualTo(begins);
    }
  }

  @Property
  void aYearIsAsLongAsItsDaysQuartersAndMonths(@ForAll @IntRange(min = 2000, max = 2060) int year) {
    Span whole = new BudgetWindow(Calendar.YEAR, BERLIN).at(start(LocalDate.of(year, 7, 1)));

    assertThat(windowsOf(Calendar.DAY, whole)).isEqualTo(LocalDate.of(year, 1, 1).lengthOfYear());
    assertThat(windowsOf(Calendar.MONTH, whole)).isEqualTo(12);
    assertThat(windowsOf(Calendar.QUARTER, whole)).isEqualTo(4);
  }

  @Property
  void hoursAreOneMoreThanTheClockShowsOnTheDayItIsPutBack(
      @ForAll @IntRange(min = 2000, max = 2035) int year) {
    Span autumn = new BudgetWindow(Calendar.DAY, BERLIN).at(start(lastSunday(year, 10)));
    Span spring = new BudgetWindow(Calendar.DAY, BERLIN).at(start(lastSunday(year, 3)));

    assertThat(windowsOf(Calendar.HOUR, autumn)).isEqualTo(25);
    assertThat(windowsOf(Calendar.HOUR, spring)).isEqualTo(23);
  }

  @ParameterizedTest
  @CsvSource({
    // Clocks forward over midnight: the day begins at 01:00.
    "America/Havana, 2026-03-08T05:00:00Z, 2026-03-08, PT23H",
    "Asia/Beirut, 2026-03-28T22:00:00Z, 2026-03-29, PT23H",
    // At a quarter to four by its own clock, which is 45 minutes beside the others: on and back.
    "Pacific/Chatham, 2026-09-26T12:00:00Z, 2026-09-27, PT23H",
    "Pacific/Chatham, 2026-04-04T12:00:00Z, 2026-04-05, PT25H",
    // By half an hour, back and on.
    "Australia/Lord_Howe, 2026-10-03T14:00:00Z, 2026-10-04, PT23H30M",
    "Australia/Lord_Howe, 2026-04-04T13:00:00Z, 2026-04-05, PT24H30M",
    // Over the date line: there was no 30 December.
    "Pacific/Apia, 2011-12-30T09:59:59Z, 2011-12-29, PT24H",
    "Pacific/Apia, 2011-12-30T10:00:00Z, 2011-12-31, PT24H"
  })
  void aDayBeginsWhenItsClockFirstShowsIt(ZoneId zone, Instant at, String id, Duration length) {
    Span span = new BudgetWindow(Calendar.DAY, zone).at(at);

    assertThat(span.id()).isEqualTo(id);
    assertThat(Duration.between(span.startsAt(), span.resetsAt())).isEqualTo(length);
  }

  @Test
  void aLeapDayIsTheLastOfFebruaryAndOfNoOtherMonth() {
    Span february = new BudgetWindow(Calendar.MONTH, BERLIN).at(start(LocalDate.of(2028, 2, 29)));

    assertThat(february.id()).isEqualTo("2028-02");
    assertThat(february.resetsAt()).isEqualTo(start(LocalDate.of(2028, 3, 1)));
  }

  private static BudgetWindow fiscal(Calendar calendar, int month, int day) {
    return new BudgetWindow(calendar, BERLIN, month, day, DayOfWeek.MONDAY);
  }

  private static int windowsOf(Calendar calendar, Span whole) {
    return windowsOf(new BudgetWindow(calendar, BERLIN), whole);
  }

  private static int windowsOf(BudgetWindow window, Span whole) {
    int count = 0;
    for (Instant at = whole.startsAt(); at.isBefore(whole.resetsAt()); count++) {
      at = window.at(at).resetsAt();
    }
    return count;
  }

  private static LocalDate lastSunday(int year, int month) {
    LocalDate last = YearMonth.of(year, month).atEndOfMonth();
    return last.minusDays(last.getDayOfWeek().getValue() % 7);
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay(BERLIN).toInstant();
  }
}
