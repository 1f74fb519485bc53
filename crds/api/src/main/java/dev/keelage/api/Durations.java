package dev.keelage.api;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as resources write them: {@code 500ms}, {@code 20s}, {@code 1h30m}, {@code 90d}. */
public final class Durations {
  private static final Pattern PART = Pattern.compile("([0-9]{1,6})(ms|s|m|h|d)");

  private Durations() {}

  /**
   * Reads numbers with the units ms, s, m, h and d (a day is 24 hours), added up.
   *
   * @throws IllegalArgumentException when the text is anything else
   */
  public static Duration parse(String text) {
    Matcher part = PART.matcher(text);
    Duration sum = Duration.ZERO;
    int end = 0;
    while (end < text.length() && part.find(end) && part.start() == end) {
      sum = sum.plus(of(Long.parseLong(part.group(1)), part.group(2)));
      end = part.end();
    }
    if (text.isEmpty() || end != text.length()) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is no duration: write numbers with ms, s, m, h or d, like 500ms or 90d");
    }
    return sum;
  }

  private static Duration of(long amount, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
