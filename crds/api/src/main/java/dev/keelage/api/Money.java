package dev.keelage.api;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Money as resources write it: a decimal text, never a floating-point number. */
public final class Money {
  /** Digits after the point that counters and the ledger keep. */
  public static final int SCALE = 10;

  private static final Pattern DECIMAL = Pattern.compile(Bounds.DECIMAL);

  private Money() {}

  /**
   * Reads up to 9 digits before and 10 after the point.
   *
   * @throws IllegalArgumentException when the text is anything else
   */
  public static BigDecimal parse(String text) {
    if (!DECIMAL.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no amount: write digits, at most 9 before and 10 after the point");
    }
    return new BigDecimal(text);
  }

  /** At least two digits after the point, and no more than the amount has: 12.40, 0.000125. */
  public static String format(BigDecimal amount) {
    BigDecimal shortest = amount.stripTrailingZeros();
    return (shortest.scale() < 2 ? shortest.setScale(2) : shortest).toPlainString();
  }
}
