package dev.keelage.snapshot.cost;

import java.math.BigInteger;

/**
 * What a list price is changed by. Exact: both figures are hundredths of a percent.
 *
 * @param discount 0 to 10,000, taken off first
 * @param margin put on what is left, 0 to 99,999
 */
public record Adjustment(int discount, int margin) {
  public static final Adjustment NONE = new Adjustment(0, 0);

  /** What {@link #factor} is over. */
  public static final BigInteger ONE = BigInteger.valueOf(100_000_000);

  private static final int WHOLE = 10_000;

  public Adjustment {
    if (discount < 0 || discount > WHOLE || margin < 0 || margin >= 10 * WHOLE) {
      throw new IllegalArgumentException("a discount is at most 100 percent, a margin below 1000");
    }
  }

  /** (1 - discount) x (1 + margin), times {@link #ONE}. */
  public BigInteger factor() {
    return BigInteger.valueOf((long) (WHOLE - discount) * (WHOLE + margin));
  }
}
