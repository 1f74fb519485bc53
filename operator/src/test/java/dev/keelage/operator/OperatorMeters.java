package dev.keelage.operator;

import dev.keelage.operator.telemetry.OperatorMetrics;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What an operator measures, from one that was put together and never started. */
public final class OperatorMeters {
  private OperatorMeters() {}

  /** By name and labels, all of them. */
  public static List<Meter.Id> all() {
    return with(
        Map.of(
            "keelage.redis.url", "redis://127.0.0.1:9",
            "keelage.postgres.url", "postgresql://127.0.0.1:9/keelage"));
  }

  /** Of an operator with these settings. */
  static List<Meter.Id> with(Map<String, String> settings) {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Vertx vertx = Vertx.vertx();
    try (KubernetesClient nowhere =
            new KubernetesClientBuilder()
                .withHttpClientFactory(new VertxHttpClientFactory(vertx))
                .withConfig(new ConfigBuilder().withMasterUrl("http://127.0.0.1:9").build())
                .build();
        ControlPlane operator =
            new ControlPlane(
                settings(settings), nowhere, vertx, registry, Clock.systemUTC(), () -> {})) {
      OperatorMetrics labelled = new OperatorMetrics(registry);
      labelled.faults("Model", 0);
      SortedMap<String, Double> budgets = new TreeMap<>(Map.of("namespace/name", 0.0));
      labelled.budgetsUsed(budgets);
      labelled.budgetDrift(budgets);
      return registry.getMeters().stream().map(Meter::getId).toList();
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private static OperatorSettings settings(Map<String, String> values) {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .addDiscoveredConverters()
        .withMapping(OperatorSettings.class)
        .withDefaultValue("keelage.leader-election.enabled", "false")
        .withDefaultValues(values)
        .build()
        .getConfigMapping(OperatorSettings.class);
  }
}
