package dev.keelage.gateway.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Makes meters of declared metrics; label values come in the order of their declaration. */
final class Meters {
  /** Wide apart on purpose: each bucket is a time series per model. */
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofSeconds(60),
    Duration.ofMinutes(5)
  };

  private Meters() {}

  static Timer timer(MeterRegistry registry, Metric metric, String... values) {
    return Timer.builder(metric.meterName())
        .description(metric.description())
        .tags(tags(metric, values))
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  static Counter counter(MeterRegistry registry, Metric metric, String... values) {
    return Counter.builder(metric.meterName())
        .description(metric.description())
        .tags(tags(metric, values))
        .register(registry);
  }

  static void gauge(MeterRegistry registry, Metric metric, Supplier<Number> value) {
    Gauge.builder(metric.meterName(), value)
        .description(metric.description())
        .strongReference(true)
        .register(registry);
  }

  private static List<Tag> tags(Metric metric, String[] values) {
    if (values.length != metric.labels().size()) {
      throw new IllegalArgumentException(metric + " has other labels");
    }
    List<Tag> tags = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      tags.add(Tag.of(metric.labels().get(i).key(), values[i]));
    }
    return tags;
  }
}
