package dev.keelage.snapshot.counter;

import dev.keelage.snapshot.BudgetEntry.Calendar;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Locale;

/**
 * The calendar windows of a budget in an IANA time zone. The windows of one calendar and zone
 * follow each other without gap or overlap, also where clocks are put forward or back.
 *
 * <p>Days and longer begin at the first instant of their first local day. Hours are hours of the
 * local clock; where the clock changes, the window ends and another begins, so the hour that is
 * repeated in autumn is two windows. Minutes are the same everywhere.
 */
public record BudgetWindow(
    Calendar calendar, ZoneId zone, int fiscalMonth, int fiscalDay, DayOfWeek firstWeekday) {
  private static final DateTimeFormatter INSTANT_ID =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /**
   * @throws IllegalArgumentException for a fiscal year that does not begin on a day that every
   *     month has
   */
  public BudgetWindow {
    if (fiscalMonth < 1 || fiscalMonth > 12 || fiscalDay < 1 || fiscalDay > 28) {
      throw new IllegalArgumentException("no fiscal start: " + fiscalMonth + "-" + fiscalDay);
    }
  }

  /** The plain calendar: years from January on, weeks from Monday on. */
  public BudgetWindow(Calendar calendar, ZoneId zone) {
    this(calendar, zone, 1, 1, DayOfWeek.MONDAY);
  }

  /**
   * One window.
   *
   * @param id part of the counter's name: {@code 2026}, {@code 2026-Q4}, {@code 2026-11}, {@code
   *     2026-W48}, {@code 2026-11-25}, or the start in UTC for hours and minutes; for weeks,
   *     months, quarters and years of another calendar their first day: {@code Y2026-04-06}
   * @param startsAt first instant
   * @param resetsAt first instant of the next window
   */
  public record Span(String id, Instant startsAt, Instant resetsAt) {
    public boolean contains(Instant instant) {
      return !instant.isBefore(startsAt) && instant.isBefore(resetsAt);
    }
  }

  /** The one window that contains the instant. */
  public Span at(Instant instant) {
    return switch (calendar) {
      case MINUTE -> minute(instant);
      case HOUR -> hour(instant);
      case DAY, WEEK, MONTH, QUARTER, YEAR -> days(instant);
    };
  }

  private static Span minute(Instant instant) {
    Instant start = instant.truncatedTo(ChronoUnit.MINUTES);
    return byStart(start, start.plus(Duration.ofMinutes(1)));
  }

  private Span hour(Instant instant) {
    ZoneRules rules = zone.getRules();
    long offset = rules.getOffset(instant).getTotalSeconds();
    long localSecond = instant.getEpochSecond() + offset;
    Instant start = Instant.ofEpochSecond(localSecond - Math.floorMod(localSecond, 3600) - offset);
    Instant end = start.plus(Duration.ofHours(1));
    if (rules.isFixedOffset()) {
      return byStart(start, end);
    }
    ZoneOffsetTransition before = rules.previousTransition(instant.plusNanos(1));
    ZoneOffsetTransition after = rules.nextTransition(instant);
    return byStart(
        before != null && before.getInstant().isAfter(start) ? before.getInstant() : start,
        after != null && after.getInstant().isBefore(end) ? after.getInstant() : end);
  }

  private Span days(Instant instant) {
    LocalDate first = firstDay(LocalDate.ofInstant(instant, zone));
    // A clock put back over midnight shows the day before once more: the window that has begun goes
    // on.
    while (!instant.isBefore(midnight(next(first)))) {
      first = next(first);
    }
    return new Span(id(first), midnight(first), midnight(next(first)));
  }

  private Instant midnight(LocalDate day) {
    return day.atStartOfDay(zone).toInstant();
  }

  private LocalDate firstDay(LocalDate day) {
    return switch (calendar) {
      case MINUTE, HOUR, DAY -> day;
      case WEEK -> day.with(TemporalAdjusters.previousOrSame(firstWeekday));
      case MONTH -> fiscalMonth(day, 1);
      case QUARTER -> fiscalMonth(day, 3);
      case YEAR -> fiscalMonth(day, 12);
    };
  }

  /** Start of the group of fiscal months that has the day. */
  private LocalDate fiscalMonth(LocalDate day, int months) {
    LocalDate month = day.withDayOfMonth(fiscalDay);
    if (month.isAfter(day)) {
      month = month.minusMonths(1);
    }
    return month.minusMonths(Math.floorMod(month.getMonthValue() - fiscalMonth, months));
  }

  private LocalDate next(LocalDate first) {
    return switch (calendar) {
      case MINUTE, HOUR, DAY -> first.plusDays(1);
      case WEEK -> first.plusWeeks(1);
      case MONTH -> first.plusMonths(1);
      case QUARTER -> first.plusMonths(3);
      case YEAR -> first.plusYears(1);
    };
  }

  /** One name for one span of days, whichever calendar it comes from. */
  private String id(LocalDate first) {
    return switch (calendar) {
      case MINUTE, HOUR, DAY -> first.toString();
      case WEEK ->
          firstWeekday == DayOfWeek.MONDAY
              ? String.format(
                  Locale.ROOT,
                  "%d-W%02d",
                  first.get(IsoFields.WEEK_BASED_YEAR),
                  first.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR))
              : "W" + first;
      case MONTH -> fiscalDay == 1 ? first.toString().substring(0, 7) : "M" + first;
      case QUARTER ->
          fiscalDay == 1 && first.getMonthValue() % 3 == 1
              ? first.getYear() + "-Q" + first.get(IsoFields.QUARTER_OF_YEAR)
              : "Q" + first;
      case YEAR -> first.getDayOfYear() == 1 ? Integer.toString(first.getYear()) : "Y" + first;
    };
  }

  private static Span byStart(Instant start, Instant end) {
    return new Span(INSTANT_ID.format(start), start, end);
  }
}
