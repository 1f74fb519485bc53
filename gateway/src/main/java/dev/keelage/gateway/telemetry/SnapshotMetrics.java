package dev.keelage.gateway.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;

/** Shows whether the newest snapshot is the one that is served. */
@Singleton
public class SnapshotMetrics {
  private final AtomicInteger rejected = new AtomicInteger();

  public SnapshotMetrics(MeterRegistry registry) {
    Meters.gauge(registry, Metric.SNAPSHOT_REJECTED, rejected::get);
  }

  public void serving() {
    rejected.set(0);
  }

  public void rejected() {
    rejected.set(1);
  }
}
