package dev.keelage.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.snapshot.SnapshotHolder;
import dev.keelage.gateway.stage.guard.GuardSignals.What;
import dev.keelage.snapshot.GuardrailEntry.Stage;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetricTest {
  @Test
  void everyDeclaredMetricIsMeasured() {
    MeterRegistry registry = new SimpleMeterRegistry();
    new CallMetrics(registry, new SnapshotHolder());
    new StoreMetrics(registry);
    LoadGauges.register(registry, () -> 0, () -> 0);
    new ModelMeters(registry, "m");
    new SnapshotMetrics(registry);
    new GuardMetrics(registry).acted("ns/words", Stage.PRE_CALL, What.MASKED);
    Meters.counter(registry, Metric.REFUSALS, "401");
    Meters.counter(registry, Metric.BUDGET_OVERDRAWN, "ns/month");
    Meters.counter(registry, Metric.UPSTREAM_FAILURES, "ns/p", "connect");

    Set<String> measured =
        registry.getMeters().stream()
            .map(Meter::getId)
            .map(Meter.Id::getName)
            // The simple registry keeps the buckets apart.
            .filter(name -> !name.endsWith(".histogram"))
            .collect(Collectors.toSet());

    assertThat(measured)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Metric.values()).map(Metric::meterName).toList());
  }
}
