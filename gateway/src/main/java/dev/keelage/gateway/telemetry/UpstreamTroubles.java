package dev.keelage.gateway.telemetry;

import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;
import dev.keelage.gateway.stage.send.Trouble;
import dev.keelage.gateway.stage.send.UpstreamSignals;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Counts what providers failed at, and says it in the log: at most one line per provider in ten
 * seconds.
 */
@Singleton
public class UpstreamTroubles implements UpstreamSignals {
  private static final Logger LOG = Logger.getLogger(UpstreamTroubles.class);
  private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int MAX_PROVIDERS = 500;

  private final MeterRegistry registry;
  private final Map<Key, Counter> counters = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> spokenNanos = new ConcurrentHashMap<>();

  private record Key(String provider, Trouble trouble) {}

  public UpstreamTroubles(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void failed(ServedDeployment deployment, Trouble trouble, String detail) {
    String provider = deployment.provider().id();
    String label = spokenNanos.size() < MAX_PROVIDERS ? provider : "other";
    counters
        .computeIfAbsent(
            new Key(label, trouble),
            key ->
                Meters.counter(
                    registry,
                    Metric.UPSTREAM_FAILURES,
                    key.provider(),
                    key.trouble().name().toLowerCase(Locale.ROOT)))
        .increment();
    if (saysSomethingOfTheProvider(trouble) && speaks(label)) {
      LOG.warnf(
          "provider=%s deployment=%s trouble=%s detail=\"%s\"",
          provider, deployment.entry().name(), trouble, detail);
    }
  }

  private static boolean saysSomethingOfTheProvider(Trouble trouble) {
    return switch (trouble) {
      case CALL, UNFIT, FULL -> false;
      case RATE_LIMITED, OVERLOADED, CREDENTIALS, CONNECT, TIMEOUT, BROKEN -> true;
    };
  }

  private boolean speaks(String provider) {
    long now = System.nanoTime();
    AtomicLong spoken =
        spokenNanos.computeIfAbsent(provider, first -> new AtomicLong(now - QUIET_NANOS));
    long last = spoken.get();
    return now - last >= QUIET_NANOS && spoken.compareAndSet(last, now);
  }
}
