package dev.keelage.snapshot.counter;

import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.Digests;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a budget spent by the hour (UTC), whatever its windows were: from it the counter of a window
 * is made that was declared after it began. Kept in a hash beside the budget's counters, in the
 * same step as these.
 *
 * <p>Fields: {@code h<hour>} spent by the calls that began in that hour, {@code y<day>} the same by
 * days for what is long ago, {@code r<hour>} reserved by calls in flight, {@code t} spent ever,
 * {@code b} the hour in which the history begins, {@code d} the {@link #shape} of the windows that
 * the counters stand for. Hours and days count from 1970. {@code <field>@<tag>} is the part of a
 * field that was counted under another tag.
 */
public final class BudgetHistory {
  /** Field with the shape of the windows that the counters stand for. */
  public static final String SHAPE = "d";

  private static final long SECONDS_PER_HOUR = 3600;
  private static final long HOURS_PER_DAY = 24;
  private static final int SHAPE_DIGITS = 7;

  private BudgetHistory() {}

  /** Hours since 1970, at most 2^20. */
  public static long hour(Instant at) {
    return Math.max(0, Math.floorDiv(at.getEpochSecond(), SECONDS_PER_HOUR));
  }

  /**
   * Names how a budget's time is divided, 1 to 2^28: limits and their increases are no part of it.
   */
  public static int shape(List<BudgetEntry.Window> windows) {
    List<String> shapes =
        windows.stream()
            .map(
                window ->
                    String.join(
                        " ",
                        String.valueOf(window.calendar()),
                        window.timeZone(),
                        Integer.toString(window.fiscalMonth()),
                        Integer.toString(window.fiscalDay()),
                        Integer.toString(window.firstWeekday()),
                        String.valueOf(window.rollingSeconds())))
            .sorted()
            .toList();
    String digest = Digests.sha256Hex(String.join("\n", shapes));
    return 1 + Integer.parseInt(digest, 0, SHAPE_DIGITS, 16);
  }

  /**
   * What a window that began then has to show, for as long as no call made its counter.
   *
   * @param fields all of the hash
   * @return integers of 10^-10 USD; empty where there is no history
   */
  public static Optional<Sum> since(Instant start, Map<String, Long> fields) {
    long hour = hour(start);
    long spent = 0;
    long reserved = 0;
    for (Map.Entry<String, Long> field : fields.entrySet()) {
      String name = field.getKey();
      if (name.indexOf('@') < 0 && name.length() > 1) {
        long at = Long.parseLong(name, 1, name.length(), 10);
        switch (name.charAt(0)) {
          case 'h' -> spent += at >= hour ? field.getValue() : 0;
          case 'y' -> spent += at >= hour / HOURS_PER_DAY ? field.getValue() : 0;
          case 'r' -> reserved += at >= hour ? field.getValue() : 0;
          default -> {}
        }
      }
    }
    if (hour == 0) {
      spent = fields.getOrDefault("t", 0L);
    }
    boolean whole = fields.getOrDefault("b", hour) < hour;
    return fields.isEmpty() ? Optional.empty() : Optional.of(new Sum(spent, reserved, whole));
  }

  /**
   * In 10^-10 USD.
   *
   * @param whole whether the history began before the window, so that it has all of it
   */
  public record Sum(long spent, long reserved, boolean whole) {}
}
