package dev.keelage.compiler;

import dev.keelage.api.Money;
import java.math.BigDecimal;

/** Money in one spelling, so that "2.50" and "2.5" give equal snapshots. */
final class Decimals {
  private Decimals() {}

  /**
   * Without trailing zeros and without an exponent.
   *
   * @throws IllegalArgumentException when the text is no amount
   */
  static BigDecimal parse(String text) {
    BigDecimal shortest = Money.parse(text).stripTrailingZeros();
    return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
  }
}
