package dev.keelage.gateway.telemetry;

import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.snapshot.FailureMode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Counts what happens to money. */
@Singleton
public class StoreMetrics implements StoreSignals {
  private static final int MAX_BUDGETS = 200;

  private final MeterRegistry registry;
  private final Map<String, Counter> overdrawn = new ConcurrentHashMap<>();
  private final AtomicInteger redisUp = new AtomicInteger();
  private final AtomicInteger postgresUp = new AtomicInteger();
  private final Timer decisions;
  private final Counter decided;
  private final Map<Booked, Counter> booked = new EnumMap<>(Booked.class);
  private final Map<FailureMode, Counter> servedDegraded = new EnumMap<>(FailureMode.class);
  private final Map<FailureMode, Counter> refusedDegraded = new EnumMap<>(FailureMode.class);
  private final Counter decidedHere;
  private final Map<Lease, Counter> leases = new EnumMap<>(Lease.class);
  private final Counter dropped;
  private final Counter ledgerRows;
  private final Counter ledgerParked;
  private final AtomicLong ledgerParkedNow = new AtomicLong();

  public StoreMetrics(MeterRegistry registry) {
    this.registry = registry;
    Meters.gauge(registry, Metric.REDIS_UP, redisUp::get);
    Meters.gauge(registry, Metric.POSTGRES_UP, postgresUp::get);
    decisions = Meters.timer(registry, Metric.DECISION_DURATION);
    decided = Meters.counter(registry, Metric.DECISIONS);
    for (Booked way : Booked.values()) {
      booked.put(way, Meters.counter(registry, Metric.BOOKINGS, lower(way)));
    }
    for (FailureMode mode : FailureMode.values()) {
      servedDegraded.put(mode, Meters.counter(registry, Metric.DEGRADED, lower(mode), "served"));
      refusedDegraded.put(mode, Meters.counter(registry, Metric.DEGRADED, lower(mode), "refused"));
    }
    decidedHere = Meters.counter(registry, Metric.DECISIONS_LOCAL);
    for (Lease what : Lease.values()) {
      leases.put(what, Meters.counter(registry, Metric.LEASES, lower(what)));
    }
    dropped = Meters.counter(registry, Metric.BOOKINGS_DROPPED);
    ledgerRows = Meters.counter(registry, Metric.LEDGER_ROWS);
    ledgerParked = Meters.counter(registry, Metric.LEDGER_PARKED);
    Meters.gauge(registry, Metric.LEDGER_PARKED_NOW, ledgerParkedNow::get);
  }

  @Override
  public void decided(int calls, Duration took) {
    decided.increment(calls);
    decisions.record(took);
  }

  @Override
  public void decidedHere() {
    decidedHere.increment();
  }

  @Override
  public void lease(Lease what) {
    count(leases.get(what), 1);
  }

  @Override
  public void booked(Booked how, int calls) {
    count(booked.get(how), calls);
  }

  @Override
  public void degraded(FailureMode mode, boolean served) {
    count((served ? servedDegraded : refusedDegraded).get(mode), 1);
  }

  @Override
  public void overdrawn(String budget) {
    boolean known = overdrawn.containsKey(budget) || overdrawn.size() < MAX_BUDGETS;
    overdrawn
        .computeIfAbsent(
            known ? budget : "other",
            name -> Meters.counter(registry, Metric.BUDGET_OVERDRAWN, name))
        .increment();
  }

  @Override
  public void bookingDropped() {
    dropped.increment();
  }

  @Override
  public void ledgerWritten(int rows) {
    ledgerRows.increment(rows);
  }

  @Override
  public void ledgerParked(int entries) {
    ledgerParked.increment(entries);
  }

  @Override
  public void ledgerParkedNow(long entries) {
    ledgerParkedNow.set(entries);
  }

  @Override
  public void redisReachable(boolean reachable) {
    redisUp.set(reachable ? 1 : 0);
  }

  @Override
  public void postgresReachable(boolean reachable) {
    postgresUp.set(reachable ? 1 : 0);
  }

  private static void count(@Nullable Counter counter, int times) {
    if (counter != null) {
      counter.increment(times);
    }
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
