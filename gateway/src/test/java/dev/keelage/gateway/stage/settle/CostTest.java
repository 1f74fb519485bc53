package dev.keelage.gateway.stage.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.exchange.Usage;
import dev.keelage.snapshot.ModelEntry.Price;
import java.math.BigDecimal;
import java.math.BigInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CostTest {
  private static final BigInteger UNITS_PER_MILLION = BigInteger.valueOf(1_000_000);

  @Test
  void cachedTokensAreBilledOnce() {
    // 1,000 prompt tokens of which 800 were cached, 100 of output
    Usage usage = new Usage(200, 800, 0, 0, 60, 40, false);

    assertThat(Cost.units(usage, price("2.50", "1.25", "0", "0", "10")))
        .isEqualTo(5_000_000 + 10_000_000 + 10_000_000);
  }

  @Test
  void roundsTheSumOnceAndHalfUp() {
    // Three parts of 0.4 units each: rounded one by one they would be nothing.
    Price price = price("0.00004", "0.00004", "0.00004", "0", "0");

    assertThat(Cost.units(new Usage(1, 1, 1, 0, 0, 0, false), price)).isEqualTo(1);
    assertThat(Cost.units(new Usage(1, 0, 0, 0, 0, 0, false), price("0.00005", "0", "0", "0", "0")))
        .isEqualTo(1);
    assertThat(
            Cost.units(
                new Usage(1, 0, 0, 0, 0, 0, false), price("0.0000499999", "0", "0", "0", "0")))
        .isZero();
  }

  @Test
  void isExactBeyondFiftyThreeBits() {
    Usage usage = new Usage(9_007_199_254_740_993L, 0, 0, 0, 0, 0, false);

    assertThat(Cost.units(usage, price("0.0001", "0", "0", "0", "0")))
        .isEqualTo(9_007_199_254_740_993L);
  }

  @Property
  void isTheExactSumRoundedOnce(@ForAll("usages") Usage usage, @ForAll("prices") Price price) {
    BigInteger exact =
        product(usage.inputTokens(), price.inputPerMillion())
            .add(product(usage.cachedInputTokens(), price.cachedInputPerMillion()))
            .add(product(usage.cacheWrite5mTokens(), price.cacheWrite5mPerMillion()))
            .add(product(usage.cacheWrite1hTokens(), price.cacheWrite1hPerMillion()))
            .add(product(usage.outputTokens() + usage.reasoningTokens(), price.outputPerMillion()));
    BigInteger rounded = exact.add(BigInteger.valueOf(500_000)).divide(UNITS_PER_MILLION);

    assertThat(BigInteger.valueOf(Cost.units(usage, price))).isEqualTo(rounded);
  }

  private static BigInteger product(long tokens, BigDecimal price) {
    return price.movePointRight(10).toBigIntegerExact().multiply(BigInteger.valueOf(tokens));
  }

  static Price price(String input, String cached, String write5m, String write1h, String output) {
    return new Price(
        new BigDecimal(input),
        new BigDecimal(cached),
        new BigDecimal(write5m),
        new BigDecimal(write1h),
        new BigDecimal(output));
  }

  @Provide
  Arbitrary<Usage> usages() {
    Arbitrary<Long> tokens = Arbitraries.longs().between(0, 2_000_000);
    return Combinators.combine(tokens, tokens, tokens, tokens, tokens, tokens)
        .as((a, b, c, d, e, f) -> new Usage(a, b, c, d, e, f, false));
  }

  @Provide
  Arbitrary<Price> prices() {
    Arbitrary<BigDecimal> usd =
        Arbitraries.bigDecimals()
            .between(BigDecimal.ZERO, new BigDecimal("600"))
            .ofScale(10)
            .map(BigDecimal::stripTrailingZeros);
    return Combinators.combine(usd, usd, usd, usd, usd).as(Price::new);
  }
}
