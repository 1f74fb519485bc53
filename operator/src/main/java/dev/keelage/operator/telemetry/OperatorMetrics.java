package dev.keelage.operator.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** The operator's metrics: names, units and labels in one place. */
public final class OperatorMetrics {
  /** Bounds the label. */
  private static final int MAX_BUDGETS = 2000;

  private final MeterRegistry registry;
  private final MultiGauge budgetsUsed;
  private final MultiGauge budgetDrift;
  private final Timer compile;
  private final Counter objects;
  private final Counter bytes;
  private final Counter failures;
  private final Counter mended;
  private final Counter issued;
  private final Counter droppedEvents;
  private final Map<String, AtomicInteger> faults = new ConcurrentHashMap<>();

  public OperatorMetrics(MeterRegistry registry) {
    this.registry = registry;
    budgetsUsed =
        MultiGauge.builder("keelage.operator.budget.used.ratio")
            .description("Spent part of a Budget's limit, in the fullest of its windows")
            .register(registry);
    budgetDrift =
        MultiGauge.builder("keelage.operator.budget.drift.usd")
            .description(
                "What a Budget's counters have more than the ledger, of three hours that are settled")
            .register(registry);
    compile =
        Timer.builder("keelage.operator.compile")
            .description("Time to collect and compile all resources")
            .register(registry);
    objects = counter("keelage.operator.published.objects", "Snapshot Secrets written");
    bytes = counter("keelage.operator.published.bytes", "Bytes of snapshot Secrets written");
    failures = counter("keelage.operator.publish.failures", "Compiles that were not published");
    mended = counter("keelage.operator.mended.objects", "Damaged snapshot Secrets written anew");
    issued = counter("keelage.operator.keys.issued", "Secrets of virtual keys written");
    droppedEvents = counter("keelage.operator.events.dropped", "Events left out by the rate limit");
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  /** Gauges are read when metrics are. */
  private void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).strongReference(true).register(registry);
  }

  private void flag(String name, String description, BooleanSupplier value) {
    gauge(name, description, () -> value.getAsBoolean() ? 1 : 0);
  }

  public void leads(BooleanSupplier leading) {
    flag("keelage.operator.leader", "1 while this operator leads", leading);
  }

  public void gateways(IntSupplier live) {
    gauge("keelage.operator.gateways", "Live gateways that serve a snapshot", live::getAsInt);
  }

  /** For an operator that has a Postgres. */
  public void ledgerSchemaReady(BooleanSupplier ready) {
    flag(
        "keelage.operator.ledger.schema.ready",
        "1 if the ledger's schema is ready, 0 if it is awaited; absent without Postgres",
        ready);
  }

  /**
   * @param summedUp until when all that was booked is in the ledger's sums; empty before they are
   *     made
   */
  public void ledgerSums(Supplier<Optional<Instant>> summedUp, Clock clock) {
    gauge(
        "keelage.operator.ledger.sums.age.seconds",
        "For how long what was booked is not in the ledger's sums; NaN before they are made",
        () ->
            summedUp
                .get()
                .map(at -> Duration.between(at, clock.instant()).toMillis() / 1000.0)
                .orElse(Double.NaN));
  }

  public void pricesUsable(BooleanSupplier usable) {
    flag(
        "keelage.operator.prices.usable",
        "1 if the ConfigMap with prices is in force, or there is none; 0 if it cannot be used",
        usable);
  }

  /** For an operator that has a Redis. */
  public void countersReachable(BooleanSupplier reachable) {
    flag(
        "keelage.operator.counters.reachable",
        "1 if what was spent can be read, else 0; absent without Redis",
        reachable);
  }

  /**
   * How much of each budget's limit is spent, for alerts on thresholds. Budgets that are gone are
   * taken out.
   *
   * @param ratios by {@code namespace/name} of the Budget, of the fullest of its windows
   */
  public void budgetsUsed(SortedMap<String, Double> ratios) {
    budgetsUsed.register(
        ratios.entrySet().stream()
            .limit(MAX_BUDGETS)
            .map(each -> MultiGauge.Row.of(Tags.of("budget", each.getKey()), each.getValue()))
            .toList(),
        true);
  }

  /**
   * Where counters and ledger part. Budgets that were not compared are left out.
   *
   * @param usd by {@code namespace/name} of the Budget
   */
  public void budgetDrift(SortedMap<String, Double> usd) {
    budgetDrift.register(
        usd.entrySet().stream()
            .limit(MAX_BUDGETS)
            .map(each -> MultiGauge.Row.of(Tags.of("budget", each.getKey()), each.getValue()))
            .toList(),
        true);
  }

  public void compiled(Duration took) {
    compile.record(took);
  }

  public void published(int objectsWritten, long bytesWritten) {
    objects.increment(objectsWritten);
    bytes.increment(bytesWritten);
  }

  public void publishFailed() {
    failures.increment();
  }

  public void mended(int objectsWritten) {
    mended.increment(objectsWritten);
  }

  public void keyIssued() {
    issued.increment();
  }

  public void eventDropped() {
    droppedEvents.increment();
  }

  /** How many objects of a kind have a finding that is not ok. */
  public void faults(String kind, int count) {
    faults
        .computeIfAbsent(
            kind,
            each -> {
              AtomicInteger value = new AtomicInteger();
              Gauge.builder("keelage.operator.faulty.resources", value, AtomicInteger::get)
                  .description("Resources that are left out, or of which a part is")
                  .tag("kind", each)
                  .register(registry);
              return value;
            })
        .set(count);
  }
}
