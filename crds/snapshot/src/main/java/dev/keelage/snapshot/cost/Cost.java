package dev.keelage.snapshot.cost;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What usage costs. The one rounding rule: every class times its price is summed exactly, and the
 * sum is rounded once, half up, to 10^-10 USD. A part is what it adds to the rounded sum, so that
 * the parts are the total, each within one unit of its exact value.
 *
 * @param units integer 10^-10 USD
 * @param parts those that are not 0; their sum is {@code units}
 */
public record Cost(long units, List<CostPart> parts) {
  public static final Cost NOTHING = new Cost(0, List.of());

  public Cost {
    parts = List.copyOf(parts);
  }

  /** At list price. */
  public static Cost of(Consumption usage, Price price) {
    return of(usage, price, Adjustment.NONE, Adjustment.NONE);
  }

  /**
   * All classes of the usage, at the rates of its tier and length; then what the provider and the
   * team take off or put on, one after the other, on the exact sum.
   */
  public static Cost of(Consumption usage, Price price, Adjustment provider, Adjustment team) {
    Rates rates = price.rates(usage.tier(), usage.totalInputTokens());
    Sum sum = new Sum();
    sum.add(CostClass.INPUT, usage.inputTokens(), rates.input());
    sum.add(CostClass.CACHED_INPUT, usage.cachedInputTokens(), rates.cachedInput());
    sum.add(CostClass.CACHE_WRITE_5M, usage.cacheWrite5mTokens(), rates.cacheWrite5m());
    sum.add(CostClass.CACHE_WRITE_1H, usage.cacheWrite1hTokens(), rates.cacheWrite1h());
    sum.add(CostClass.AUDIO_INPUT, usage.audioInputTokens(), rates.audioInput());
    sum.add(CostClass.IMAGE_INPUT, usage.imageInputTokens(), rates.imageInput());
    sum.add(CostClass.OUTPUT, usage.outputTokens(), rates.output());
    sum.add(CostClass.REASONING, usage.reasoningTokens(), rates.reasoning());
    sum.add(CostClass.AUDIO_OUTPUT, usage.audioOutputTokens(), rates.audioOutput());
    sum.add(CostClass.IMAGE_OUTPUT, usage.imageOutputTokens(), rates.imageOutput());
    sum.addThousands(CostClass.SEARCHES, usage.searches(), price.perThousandSearches());
    sum.addThousands(CostClass.REQUEST, 1, price.perThousandRequests());
    sum.adjust(CostClass.PROVIDER_ADJUSTMENT, provider);
    sum.adjust(CostClass.TEAM_ADJUSTMENT, team);
    return new Cost(sum.rounded, sum.parts);
  }

  /** In integer 10^-16 USD: 64 bits as long as they hold it, which is up to 922 USD. */
  private static final class Sum {
    private static final long PER_MILLION = 1_000_000;
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

    private final List<CostPart> parts = new ArrayList<>(4);
    private long exact;
    private @Nullable BigInteger large;
    private BigInteger perUnit = BigInteger.valueOf(PER_MILLION);
    private long rounded;

    void addThousands(CostClass of, long count, long ratePerThousand) {
      add(of, count, ratePerThousand, 1_000);
    }

    void add(CostClass of, long count, long ratePerMillion) {
      add(of, count, ratePerMillion, 1);
    }

    /** From here on the sum is counted in finer units: {@code perUnit} of them make one. */
    void adjust(CostClass of, Adjustment adjustment) {
      if (adjustment.equals(Adjustment.NONE)) {
        return;
      }
      large = (large == null ? BigInteger.valueOf(exact) : large).multiply(adjustment.factor());
      perUnit = perUnit.multiply(Adjustment.ONE);
      part(of);
    }

    private void add(CostClass of, long count, long rate, long scale) {
      if (count == 0 || rate == 0) {
        return;
      }
      accumulate(count, rate, scale);
      part(of);
    }

    private void part(CostClass of) {
      long before = rounded;
      rounded = round();
      if (rounded != before) {
        parts.add(new CostPart(of, rounded - before));
      }
    }

    private void accumulate(long count, long rate, long scale) {
      if (large == null && Math.multiplyHigh(rate, scale) == 0 && rate * scale > 0) {
        long scaled = rate * scale;
        long product = count * scaled;
        if (Math.multiplyHigh(count, scaled) == 0 && product > 0 && exact + product > 0) {
          exact += product;
          return;
        }
      }
      BigInteger product =
          BigInteger.valueOf(count)
              .multiply(BigInteger.valueOf(rate))
              .multiply(BigInteger.valueOf(scale));
      large = (large == null ? BigInteger.valueOf(exact) : large).add(product);
    }

    private long round() {
      return large == null
          ? exact / PER_MILLION + (exact % PER_MILLION >= PER_MILLION / 2 ? 1 : 0)
          : large.add(perUnit.shiftRight(1)).divide(perUnit).min(MOST).longValueExact();
    }
  }
}
