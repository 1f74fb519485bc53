package dev.keelage.gateway.stage.admit;

import dev.keelage.gateway.exchange.Envelope;
import dev.keelage.gateway.exchange.Operation;
import dev.keelage.gateway.snapshot.ServedModel;
import dev.keelage.snapshot.cost.Adjustment;
import dev.keelage.snapshot.cost.Price;
import dev.keelage.snapshot.cost.Rates;
import dev.keelage.snapshot.cost.ServiceTier;
import java.math.BigInteger;
import java.util.Set;

/**
 * The most that a call can use and cost, as far as is known before it is made.
 *
 * @param inputTokens estimated
 * @param outputTokens the caller's bound, or where there is none what answers of the model are
 *     known to need, times the answers asked for
 * @param outputBound whether the output is bounded by the caller, so that it cannot be more
 * @param costUnits integer 10^-10 USD: all input and output at their dearest class, in the dearest
 *     of the tiers that the call may be served in, at the dearest rates that an input of up to that
 *     length has, with all searches, on the dearest deployment; rounded up
 */
record WorstCase(long inputTokens, long outputTokens, boolean outputBound, long costUnits) {
  private static final long PER_MILLION = 1_000_000;
  private static final long PER_THOUSAND = 1_000;

  /** Of what no vendor charges for. */
  private static final WorstCase NOTHING = new WorstCase(0, 0, true, 0);

  /** Where no tier has a tariff of its own. */
  private static final Set<ServiceTier> ONE_FOR_ALL = Set.of(ServiceTier.STANDARD);

  static WorstCase of(CallFacts facts, OutputLengths lengths) {
    return of(facts, lengths.expected(facts.model().entry().id()));
  }

  static WorstCase of(CallFacts facts, long defaultMaxOutputTokens) {
    if (facts.operation() == Operation.COUNT_TOKENS) {
      return NOTHING;
    }
    Envelope envelope = facts.envelope();
    long input = envelope.inputTokensEstimate();
    long output =
        switch (facts.operation()) {
          case CHAT ->
              times(envelope.maxOutputTokens().orElse(defaultMaxOutputTokens), envelope.choices());
          case EMBEDDINGS, COUNT_TOKENS -> 0;
        };
    boolean bounded =
        switch (facts.operation()) {
          case CHAT -> envelope.maxOutputTokens().isPresent();
          case EMBEDDINGS, COUNT_TOKENS -> true;
        };
    return new WorstCase(input, output, bounded, cost(facts, envelope, output));
  }

  long totalTokens() {
    long total = inputTokens + outputTokens;
    return total < 0 ? Long.MAX_VALUE : total;
  }

  private static long cost(CallFacts facts, Envelope envelope, long output) {
    Adjustment team = facts.caller().adjustment();
    long most = 0;
    for (ServedModel.ServedDeployment deployment : facts.model().deployments()) {
      Price price = deployment.entry().price();
      if (price != null) {
        long listed = cost(price, envelope, output);
        most = Math.max(most, adjusted(adjusted(listed, deployment.adjustment()), team));
      }
    }
    return most;
  }

  private static long adjusted(long units, Adjustment adjustment) {
    return adjustment.equals(Adjustment.NONE)
        ? units
        : BigInteger.valueOf(units)
            .multiply(adjustment.factor())
            .add(Adjustment.ONE.subtract(BigInteger.ONE))
            .divide(Adjustment.ONE)
            .min(BigInteger.valueOf(Long.MAX_VALUE))
            .longValueExact();
  }

  private static long cost(Price price, Envelope envelope, long output) {
    long input = envelope.inputTokensEstimate();
    long most = 0;
    for (ServiceTier tier : price.tariffs().isEmpty() ? ONE_FOR_ALL : envelope.tiers()) {
      for (Price.Step step : price.steps(tier)) {
        if (step.aboveInputTokens() == 0 || step.aboveInputTokens() < input) {
          Rates rates = step.rates();
          most = Math.max(most, cost(price, rates, envelope, output));
        }
      }
    }
    return most;
  }

  private static long cost(Price price, Rates rates, Envelope envelope, long output) {
    long tokens =
        sum(
            units(rates.dearestInput(), envelope.inputTokensEstimate(), PER_MILLION),
            units(rates.dearestOutput(), output, PER_MILLION));
    long fees =
        sum(
            units(price.perThousandSearches(), envelope.searches(), PER_THOUSAND),
            units(price.perThousandRequests(), 1, PER_THOUSAND));
    return sum(tokens, fees);
  }

  /** Rounded up; what is too large becomes the largest. */
  private static long units(long rate, long count, long per) {
    long product = rate * count;
    if (Math.multiplyHigh(rate, count) == 0 && product >= 0) {
      return product / per + (product % per == 0 ? 0 : 1);
    }
    return BigInteger.valueOf(rate)
        .multiply(BigInteger.valueOf(count))
        .divide(BigInteger.valueOf(per))
        .add(BigInteger.ONE)
        .min(BigInteger.valueOf(Long.MAX_VALUE))
        .longValueExact();
  }

  private static long sum(long one, long other) {
    long sum = one + other;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  private static long times(long tokens, int choices) {
    long high = Math.multiplyHigh(tokens, choices);
    long product = tokens * choices;
    return high != 0 || product < 0 ? Long.MAX_VALUE : product;
  }
}
