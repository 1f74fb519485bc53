package dev.keelage.operator.usage;

import dev.keelage.snapshot.Snapshot;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Reads the counters at an interval and says what is known at any time. */
public final class SpendingWatch implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(SpendingWatch.class);

  private final Optional<CounterStore> store;
  private final Clock clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("keelage-spending").daemon().factory());
  private volatile Spendings known;

  /**
   * @param address where the counters are; without a URL nothing is read
   */
  public SpendingWatch(RedisAddress address, Vertx vertx, Clock clock) {
    this.store =
        address.urls().isEmpty()
            ? Optional.empty()
            : Optional.of(new RedisCounterStore(vertx, address));
    this.clock = clock;
    known = store.isEmpty() ? new Spendings.NotConfigured() : new Spendings.NotReadYet();
  }

  public Spendings known() {
    return known;
  }

  /**
   * @param snapshot whose counters are read; empty = not now
   * @param afterReading called when something was read, and when the counters went away
   */
  public void start(
      Duration interval, Supplier<Optional<Snapshot>> snapshot, Runnable afterReading) {
    store
        .map(SpendingReader::new)
        .ifPresent(
            reader ->
                thread.scheduleWithFixedDelay(
                    () -> round(reader, snapshot, afterReading),
                    0,
                    interval.toMillis(),
                    TimeUnit.MILLISECONDS));
  }

  private void round(
      SpendingReader reader, Supplier<Optional<Snapshot>> snapshot, Runnable afterReading) {
    try {
      Optional<Snapshot> current = snapshot.get();
      if (current.isEmpty()) {
        return;
      }
      read(reader, current.get());
      afterReading.run();
    } catch (RuntimeException e) {
      LOG.warnf("reading what was spent failed: %s", e.getMessage());
    }
  }

  private void read(SpendingReader reader, Snapshot snapshot) {
    try {
      Spendings read = reader.read(snapshot, clock.instant());
      if (known instanceof Spendings.Away) {
        LOG.info("the counters are there again");
      }
      known = read;
    } catch (CountersAway e) {
      if (!(known instanceof Spendings.Away)) {
        LOG.warnf("the counters cannot be read: %s", e.getMessage());
      }
      known = new Spendings.Away();
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    store.ifPresent(CounterStore::close);
  }
}
