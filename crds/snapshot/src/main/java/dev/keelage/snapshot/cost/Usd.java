package dev.keelage.snapshot.cost;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * US dollars as counters hold them: integers of 10^-10 USD ("units"). 64 bits reach to about 922
 * million dollars; larger amounts saturate, they never wrap.
 */
public final class Usd {
  /** Decimals of a booked amount. */
  public static final int SCALE = 10;

  private static final BigDecimal MAX_UNITS = BigDecimal.valueOf(Long.MAX_VALUE);

  private Usd() {}

  /**
   * Whole units; what lies beyond the tenth decimal is cut, what is too large becomes the largest.
   */
  public static long saturatedUnits(BigDecimal usd) {
    return units(usd, RoundingMode.DOWN);
  }

  /** Whole units under the given rounding; what is too large becomes the largest. */
  public static long units(BigDecimal usd, RoundingMode rounding) {
    BigDecimal units = usd.movePointRight(SCALE).setScale(0, rounding);
    return units.min(MAX_UNITS).max(MAX_UNITS.negate()).longValueExact();
  }

  /** Of amounts that are not negative; what is too large becomes the largest. */
  public static long saturatedSum(long one, long other) {
    long sum = one + other;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  /** The amount with all ten decimals, for example {@code 0.0000025000}. */
  public static BigDecimal of(long units) {
    return BigDecimal.valueOf(units, SCALE);
  }

  /**
   * For people: at least two decimals, no trailing zeros behind them, for example {@code 12.40}.
   */
  public static String text(long units) {
    BigDecimal shortest = of(units).stripTrailingZeros();
    return shortest.setScale(Math.max(2, shortest.scale())).toPlainString();
  }
}
