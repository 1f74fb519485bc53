package dev.keelage.gateway.telemetry;

import dev.keelage.gateway.stage.guard.GuardSignals;
import dev.keelage.snapshot.GuardrailEntry.Stage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what guardrails do. */
@Singleton
public class GuardMetrics implements GuardSignals {
  private static final int MAX_GUARDRAILS = 200;

  private final MeterRegistry registry;
  private final Set<String> named = ConcurrentHashMap.newKeySet();
  private final Map<Act, Counter> counters = new ConcurrentHashMap<>();

  private record Act(String guardrail, Stage stage, What what) {}

  public GuardMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void acted(String guardrail, Stage stage, What what) {
    boolean known = named.contains(guardrail) || named.size() < MAX_GUARDRAILS;
    if (known) {
      named.add(guardrail);
    }
    counters
        .computeIfAbsent(new Act(known ? guardrail : "other", stage, what), this::counter)
        .increment();
  }

  private Counter counter(Act act) {
    return Meters.counter(
        registry,
        Metric.GUARDRAIL_ACTIONS,
        act.guardrail(),
        act.stage().name().toLowerCase(Locale.ROOT),
        act.what().name().toLowerCase(Locale.ROOT));
  }
}
