package dev.keelage.operator.audit;

import dev.keelage.operator.ledger.PostgresUrl;
import dev.keelage.operator.usage.CountersAway;
import dev.keelage.operator.usage.RedisAddress;
import dev.keelage.operator.usage.RedisQuestions;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.cost.Usd;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Audits budgets again and again, and says so where counters and ledger part. Of the leader. */
public final class DriftWatch implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(DriftWatch.class);
  private static final Duration INTERVAL = Duration.ofMinutes(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  /** One cent, in 10^-10 USD; less is not worth a line. */
  private static final long WORTH_TELLING = 100_000_000;

  private final Optional<BudgetAudit> audit;
  private final Optional<RedisQuestions> redis;
  private final Clock clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("keelage-audit").daemon().factory());
  private Map<String, Long> told = Map.of();

  /**
   * @param postgres where the ledger is; without it, or without Redis, there is nothing to compare
   */
  public DriftWatch(Optional<String> postgres, RedisAddress counters, Vertx vertx, Clock clock) {
    this.redis =
        postgres.isEmpty() || counters.urls().isEmpty()
            ? Optional.empty()
            : Optional.of(new RedisQuestions(vertx, counters, ANSWER));
    this.audit =
        redis.flatMap(
            asked -> postgres.map(url -> new BudgetAudit(PostgresUrl.dataSource(url), asked)));
    this.clock = clock;
  }

  /**
   * @param summedUp up to when the ledger's sums have all rows
   * @param found gets USD by budget, what counters have more than the ledger
   */
  public void start(
      Supplier<Optional<Snapshot>> snapshot,
      Supplier<Optional<Instant>> summedUp,
      Consumer<SortedMap<String, Double>> found) {
    audit.ifPresent(
        each ->
            thread.scheduleWithFixedDelay(
                () -> round(each, snapshot.get(), summedUp.get(), found),
                0,
                INTERVAL.toMillis(),
                TimeUnit.MILLISECONDS));
  }

  private void round(
      BudgetAudit each,
      Optional<Snapshot> snapshot,
      Optional<Instant> summedUp,
      Consumer<SortedMap<String, Double>> found) {
    if (snapshot.isEmpty()) {
      return;
    }
    try {
      each.differences(snapshot.get(), summedUp, clock.instant())
          .ifPresent(
              differences -> {
                found.accept(usd(differences));
                tell(differences);
              });
    } catch (SQLException | CountersAway | RuntimeException e) {
      // Whoever looks after these says that they are away.
      LOG.debugf("budgets were not compared with the ledger: %s", e.getMessage());
    }
  }

  private void tell(Map<String, Long> differences) {
    Map<String, Long> parted = new HashMap<>();
    differences.forEach(
        (budget, units) -> {
          if (Math.abs(units) >= WORTH_TELLING) {
            parted.put(budget, units);
            if (!units.equals(told.get(budget))) {
              LOG.warnf(
                  "budget %s: counters and ledger differ by %s USD in the last hours",
                  budget, Usd.text(units));
            }
          }
        });
    told = parted;
  }

  private static SortedMap<String, Double> usd(Map<String, Long> units) {
    SortedMap<String, Double> usd = new TreeMap<>();
    units.forEach((budget, each) -> usd.put(budget, Usd.of(each).doubleValue()));
    return usd;
  }

  @Override
  public void close() {
    thread.shutdownNow();
    redis.ifPresent(RedisQuestions::close);
  }
}
