package dev.keelage.gateway.stage.settle;

import dev.keelage.gateway.exchange.Usage;
import dev.keelage.snapshot.ModelEntry.Price;
import dev.keelage.snapshot.Usd;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What usage costs. The one rounding rule: every token class times its price is summed exactly, and
 * the sum is rounded once, half up, to 10^-10 USD. Reasoning is output.
 */
final class Cost {
  private static final int PER_MILLION = 6;

  private Cost() {}

  /** Integer 10^-10 USD. */
  static long units(Usage usage, Price price) {
    BigDecimal perMillion =
        part(price.inputPerMillion(), usage.inputTokens())
            .add(part(price.cachedInputPerMillion(), usage.cachedInputTokens()))
            .add(part(price.cacheWrite5mPerMillion(), usage.cacheWrite5mTokens()))
            .add(part(price.cacheWrite1hPerMillion(), usage.cacheWrite1hTokens()))
            .add(part(price.outputPerMillion(), usage.totalOutputTokens()));
    return Usd.units(perMillion.movePointLeft(PER_MILLION), RoundingMode.HALF_UP);
  }

  private static BigDecimal part(BigDecimal price, long tokens) {
    return tokens == 0 ? BigDecimal.ZERO : price.multiply(BigDecimal.valueOf(tokens));
  }
}
