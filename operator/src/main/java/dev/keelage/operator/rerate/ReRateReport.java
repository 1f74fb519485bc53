package dev.keelage.operator.rerate;

import dev.keelage.snapshot.cost.Usd;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What re-rating found, by deployment. */
public final class ReRateReport {
  private final Map<String, Line> lines = new TreeMap<>();
  private final Map<PriceBook.Why, Long> left = new EnumMap<>(PriceBook.Why.class);
  private long calls;
  private long changed;
  private long unmoved;

  private static final class Line {
    long calls;
    long changed;
    BigInteger before = BigInteger.ZERO;
    BigInteger after = BigInteger.ZERO;

    String text(String name) {
      return row(
          name,
          Long.toString(calls),
          Long.toString(changed),
          usd(before),
          usd(after),
          usd(after.subtract(before)));
    }
  }

  void rated(BookedCall call, long units, boolean changes) {
    Line line =
        lines.computeIfAbsent(
            call.model() + " " + call.deployment().orElse("-"), name -> new Line());
    line.calls++;
    line.before = line.before.add(BigInteger.valueOf(call.costUnits()));
    line.after = line.after.add(BigInteger.valueOf(units));
    calls++;
    if (changes) {
      line.changed++;
      changed++;
    }
  }

  void left(PriceBook.Why why) {
    calls++;
    left.merge(why, 1L, Long::sum);
  }

  /** Counters that could not be changed. */
  void unmoved(long counters) {
    unmoved = counters;
  }

  /** Calls that were looked at. */
  public long calls() {
    return calls;
  }

  /** Calls whose cost, or what it is made of, is another one now. */
  public long changed() {
    return changed;
  }

  /**
   * A table, and what was left as it is.
   *
   * @param applied whether the corrections were written
   */
  public String text(boolean applied) {
    StringBuilder text = new StringBuilder();
    if (!lines.isEmpty()) {
      text.append(row("MODEL DEPLOYMENT", "CALLS", "CHANGED", "BEFORE", "AFTER", "DIFFERENCE"));
      lines.forEach((name, line) -> text.append(line.text(name)));
    }
    left.forEach(
        (why, count) -> text.append("%d calls stay as they are; %s%n".formatted(count, why.text)));
    if (unmoved > 0) {
      text.append("%d counters stay as they are: they hold something else%n".formatted(unmoved));
    }
    text.append(
        applied
            ? "%d of %d calls were corrected, and counters of windows that are open follow.%n"
                .formatted(changed, calls)
            : "%d of %d calls would be corrected; nothing was written (--apply).%n"
                .formatted(changed, calls));
    return text.toString();
  }

  private static String row(
      String name, String calls, String changed, String before, String after, String difference) {
    return String.format(
        Locale.ROOT,
        "%-50s %10s %10s %20s %20s %20s%n",
        name,
        calls,
        changed,
        before,
        after,
        difference);
  }

  private static String usd(BigInteger units) {
    return new BigDecimal(units, Usd.SCALE).toPlainString();
  }
}
