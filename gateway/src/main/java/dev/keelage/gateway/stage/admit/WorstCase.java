package dev.keelage.gateway.stage.admit;

import dev.keelage.gateway.exchange.Envelope;
import dev.keelage.gateway.snapshot.ServedModel;
import dev.keelage.snapshot.ModelEntry.Price;
import dev.keelage.snapshot.Usd;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The most that a call can use and cost, as far as is known before it is made.
 *
 * @param inputTokens estimated
 * @param outputTokens the caller's bound, or the gateway's where there is none, times the answers
 *     asked for
 * @param outputBound whether the output is bounded by the caller, so that it cannot be more
 * @param costUnits integer 10^-10 USD: all input at its dearest class, on the dearest deployment,
 *     rounded up
 */
record WorstCase(long inputTokens, long outputTokens, boolean outputBound, long costUnits) {

  static WorstCase of(CallFacts facts, long defaultMaxOutputTokens) {
    Envelope envelope = facts.envelope();
    long input = envelope.inputTokensEstimate();
    long output =
        switch (facts.operation()) {
          case CHAT ->
              times(envelope.maxOutputTokens().orElse(defaultMaxOutputTokens), envelope.choices());
          case EMBEDDINGS -> 0;
        };
    boolean bounded =
        switch (facts.operation()) {
          case CHAT -> envelope.maxOutputTokens().isPresent();
          case EMBEDDINGS -> true;
        };
    return new WorstCase(input, output, bounded, cost(facts.model(), input, output));
  }

  long totalTokens() {
    long total = inputTokens + outputTokens;
    return total < 0 ? Long.MAX_VALUE : total;
  }

  private static long cost(ServedModel model, long input, long output) {
    long most = 0;
    for (ServedModel.ServedDeployment deployment : model.deployments()) {
      Price price = deployment.entry().price();
      if (price != null) {
        most = Math.max(most, cost(price, input, output));
      }
    }
    return most;
  }

  private static long cost(Price price, long input, long output) {
    BigDecimal dearest =
        price
            .inputPerMillion()
            .max(price.cachedInputPerMillion())
            .max(price.cacheWrite5mPerMillion())
            .max(price.cacheWrite1hPerMillion());
    BigDecimal usd =
        dearest
            .multiply(BigDecimal.valueOf(input))
            .add(price.outputPerMillion().multiply(BigDecimal.valueOf(output)))
            .movePointLeft(6);
    return Usd.units(usd, RoundingMode.CEILING);
  }

  private static long times(long tokens, int choices) {
    long high = Math.multiplyHigh(tokens, choices);
    long product = tokens * choices;
    return high != 0 || product < 0 ? Long.MAX_VALUE : product;
  }
}
