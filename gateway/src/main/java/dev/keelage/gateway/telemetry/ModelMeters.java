package dev.keelage.gateway.telemetry;

import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.stage.settle.CallOutcome;
import dev.keelage.gateway.stage.settle.CallOutcome.Ending;
import dev.keelage.gateway.stage.settle.Receipt;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * The meters of one model, looked up once: a registry's own look-up would cost more than the
 * counting.
 */
final class ModelMeters {
  private final Map<Ending, Timer> durations = new EnumMap<>(Ending.class);
  private final Timer firstToken;
  private final Counter input;
  private final Counter cachedInput;
  private final Counter cacheWrite;
  private final Counter audioInput;
  private final Counter imageInput;
  private final Counter output;
  private final Counter reasoning;
  private final Counter audioOutput;
  private final Counter imageOutput;
  private final Counter cost;
  private final Counter unpriced;
  private final Counter estimated;
  private final Counter retries;

  ModelMeters(MeterRegistry registry, String model) {
    for (Ending ending : Ending.values()) {
      durations.put(
          ending,
          Meters.timer(
              registry, Metric.CALL_DURATION, model, ending.name().toLowerCase(Locale.ROOT)));
    }
    firstToken = Meters.timer(registry, Metric.FIRST_TOKEN, model);
    input = Meters.counter(registry, Metric.TOKENS, model, "input");
    cachedInput = Meters.counter(registry, Metric.TOKENS, model, "cached_input");
    cacheWrite = Meters.counter(registry, Metric.TOKENS, model, "cache_write");
    audioInput = Meters.counter(registry, Metric.TOKENS, model, "audio_input");
    imageInput = Meters.counter(registry, Metric.TOKENS, model, "image_input");
    output = Meters.counter(registry, Metric.TOKENS, model, "output");
    reasoning = Meters.counter(registry, Metric.TOKENS, model, "reasoning");
    audioOutput = Meters.counter(registry, Metric.TOKENS, model, "audio_output");
    imageOutput = Meters.counter(registry, Metric.TOKENS, model, "image_output");
    cost = Meters.counter(registry, Metric.COST, model);
    unpriced = Meters.counter(registry, Metric.UNPRICED, model);
    estimated = Meters.counter(registry, Metric.ESTIMATED, model);
    retries = Meters.counter(registry, Metric.RETRIES, model);
  }

  void count(CallOutcome outcome, Receipt receipt) {
    Timer duration = durations.get(outcome.ending());
    if (duration != null) {
      duration.record(outcome.latency());
    }
    outcome.timeToFirstToken().ifPresent(firstToken::record);
    tokens(outcome.usage());
    if (receipt.cost().signum() > 0) {
      cost.increment(receipt.cost().doubleValue());
    }
    if (!receipt.priced() && outcome.deployment().isPresent()) {
      unpriced.increment();
    }
    if (outcome.attempts() > 1) {
      retries.increment(outcome.attempts() - 1.0);
    }
  }

  private void tokens(Usage usage) {
    add(input, usage.inputTokens());
    add(cachedInput, usage.cachedInputTokens());
    add(cacheWrite, usage.cacheWrite5mTokens() + usage.cacheWrite1hTokens());
    add(audioInput, usage.audioInputTokens());
    add(imageInput, usage.imageInputTokens());
    add(output, usage.outputTokens());
    add(reasoning, usage.reasoningTokens());
    add(audioOutput, usage.audioOutputTokens());
    add(imageOutput, usage.imageOutputTokens());
    if (usage.estimated()) {
      estimated.increment();
    }
  }

  private static void add(Counter counter, long tokens) {
    if (tokens > 0) {
      counter.increment(tokens);
    }
  }
}
