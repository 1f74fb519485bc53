package dev.keelage.compiler;

import dev.keelage.api.BudgetSpec;
import dev.keelage.api.Durations;
import dev.keelage.api.SpendingLimit;
import dev.keelage.api.SpendingLimit.TemporaryIncrease;
import dev.keelage.api.SpendingWindow;
import dev.keelage.snapshot.BudgetEntry.Calendar;
import dev.keelage.snapshot.BudgetEntry.Increase;
import dev.keelage.snapshot.BudgetEntry.Window;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The windows of a budget, each with its limit. */
final class BudgetWindows {
  private static final Set<String> ZONES = Set.copyOf(ZoneId.getAvailableZoneIds());
  private static final Duration SHORTEST = Duration.ofHours(1);
  private static final Duration LONGEST = Duration.ofDays(366);

  private final Declared<BudgetSpec> budget;

  private BudgetWindows(Declared<BudgetSpec> budget) {
    this.budget = budget;
  }

  /** The main one first. */
  static List<Window> of(Declared<BudgetSpec> budget) {
    BudgetWindows read = new BudgetWindows(budget);
    BudgetSpec spec = budget.spec();
    List<Window> windows = new ArrayList<>();
    windows.add(read.window("spec.limit", spec.limit(), "spec.window", spec.window()));
    for (int i = 0; i < spec.additionalWindows().size(); i++) {
      BudgetSpec.AdditionalWindow further = spec.additionalWindows().get(i);
      String path = "spec.additionalWindows[" + i + "]";
      windows.add(
          read.window(path + ".limit", further.limit(), path + ".window", further.window()));
    }
    FieldRules.unique(
        budget,
        "spec.additionalWindows",
        windows,
        each -> each.calendar() == null ? each.rollingSeconds() + "s" : each.calendar());
    return windows;
  }

  private Window window(
      String limitPath, SpendingLimit limit, String path, @Nullable SpendingWindow window) {
    BigDecimal amount = amount(limitPath + ".amount", limit.amount());
    Increase increase = increase(limitPath + ".temporaryIncrease", limit.temporaryIncrease());
    if (window == null) {
      return new Window(amount, increase, null, "UTC", 1, 1, 1, null);
    }
    checkShape(path, window);
    SpendingWindow.FiscalYearStart fiscal =
        Objects.requireNonNullElse(
            window.fiscalYearStart(), new SpendingWindow.FiscalYearStart(1, 1));
    SpendingWindow.Weekday first =
        Objects.requireNonNullElse(window.weekStartsOn(), SpendingWindow.Weekday.MONDAY);
    boolean both = window.calendar() != null && window.rolling() != null;
    return new Window(
        amount,
        increase,
        calendar(window.calendar()),
        window.timeZone(),
        fiscal.month(),
        fiscal.day(),
        first.ordinal() + 1,
        both ? null : rollingSeconds(path + ".rolling", window.rolling()));
  }

  private void checkShape(String path, SpendingWindow window) {
    SpendingWindow.@Nullable Calendar calendar = window.calendar();
    if (!ZONES.contains(window.timeZone())) {
      invalid(
          "%s.timeZone: \"%s\" is no time zone; write an IANA name like Europe/Berlin, or UTC"
              .formatted(path, window.timeZone()));
    }
    if ((calendar == null) == (window.rolling() == null)) {
      invalid(path + ": choose one of calendar and rolling");
    }
    if (window.fiscalYearStart() != null
        && (calendar == null || calendar.ordinal() < SpendingWindow.Calendar.MONTH.ordinal())) {
      invalid(path + ".fiscalYearStart goes with calendar Month, Quarter or Year");
    }
    if (window.weekStartsOn() != null && calendar != SpendingWindow.Calendar.WEEK) {
      invalid(path + ".weekStartsOn goes with calendar Week");
    }
  }

  private @Nullable Long rollingSeconds(String path, @Nullable String text) {
    if (text == null) {
      return null;
    }
    Duration length = SHORTEST;
    try {
      length = Durations.parse(text);
    } catch (IllegalArgumentException e) {
      invalid(path + ": " + e.getMessage());
    }
    if (length.compareTo(SHORTEST) < 0 || length.compareTo(LONGEST) > 0) {
      invalid(path + " is 1h to 366d");
      length = SHORTEST;
    }
    return length.toSeconds();
  }

  private @Nullable Increase increase(String path, @Nullable TemporaryIncrease increase) {
    if (increase == null) {
      return null;
    }
    BigDecimal amount = amount(path + ".amount", increase.amount());
    try {
      return new Increase(amount, increase.ends().getEpochSecond());
    } catch (DateTimeParseException e) {
      invalid(
          "%s.until: \"%s\" is no date and time; write RFC 3339, like \"2027-01-31T00:00:00Z\""
              .formatted(path, increase.until()));
      return null;
    }
  }

  private BigDecimal amount(String path, String text) {
    try {
      return Decimals.parse(text);
    } catch (IllegalArgumentException e) {
      invalid(path + ": " + e.getMessage());
      return BigDecimal.ZERO;
    }
  }

  private void invalid(String message) {
    budget.verdict().invalid(message);
  }

  private static @Nullable Calendar calendar(SpendingWindow.@Nullable Calendar calendar) {
    return calendar == null
        ? null
        : switch (calendar) {
          case MINUTE -> Calendar.MINUTE;
          case HOUR -> Calendar.HOUR;
          case DAY -> Calendar.DAY;
          case WEEK -> Calendar.WEEK;
          case MONTH -> Calendar.MONTH;
          case QUARTER -> Calendar.QUARTER;
          case YEAR -> Calendar.YEAR;
        };
  }
}
