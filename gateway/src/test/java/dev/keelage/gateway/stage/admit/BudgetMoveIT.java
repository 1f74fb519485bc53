package dev.keelage.gateway.stage.admit;

import static dev.keelage.gateway.stage.admit.Callers.BUDGET;
import static dev.keelage.gateway.stage.admit.Callers.TAG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.snapshot.Caller;
import dev.keelage.gateway.store.PatientRedis;
import dev.keelage.gateway.store.redis.link.RedisSettings;
import dev.keelage.snapshot.BudgetEntry.Calendar;
import dev.keelage.snapshot.BudgetEntry.Window;
import dev.keelage.snapshot.Digests;
import dev.keelage.snapshot.Per;
import dev.keelage.snapshot.counter.BudgetHistory;
import dev.keelage.snapshot.counter.CounterNames;
import dev.keelage.testkit.RedisCluster;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A budget's counters move to another slot where its selection starts or stops to span tenants. */
class BudgetMoveIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SHARED_TAG = CounterNames.sharedBudgetTag(BUDGET);
  private static final Window MONTH = Callers.calendar("0.0032", Calendar.MONTH, "UTC");

  @Test
  void whatWasSpentGoesWithTheBudgetAndBackAndIsNeverDoubled() {
    try (RedisCluster redis = RedisCluster.start()) {
      Vertx vertx = Vertx.vertx();
      Caller ofOne = Callers.budgeted(TAG, null, MONTH);
      Caller ofMany = Callers.budgeted(SHARED_TAG, null, MONTH);
      try (Desk first = new Desk(vertx, settings(redis, "gateway-1"));
          Desk second = new Desk(vertx, settings(redis, "gateway-2"))) {
        // Given 0.00075 spent and as much in flight while one tenant has all that is selected
        List.of(first, second).forEach(desk -> counts(desk, TAG));
        await().atMost(PATIENCE).until(() -> homes(redis), homes -> homes == 1);
        first.book(first.admitted(Callers.call(ofOne)), 100, 50);
        Reservation inFlight = first.admitted(Callers.call(ofOne));

        // When the selection grows, and one gateway learns of it later than the other
        counts(second, SHARED_TAG);
        await().atMost(PATIENCE).until(() -> used(redis, SHARED_TAG), is -> is == 15_000_000);
        second.book(second.admitted(Callers.call(ofMany)), 100, 50);
        Reservation late = first.admitted(Callers.call(ofOne));
        counts(first, SHARED_TAG);
        await().atMost(PATIENCE).until(() -> used(redis, SHARED_TAG), is -> is == 30_000_000);

        // Then all of it counts there, and what was in flight ends there as well
        second.exhausted(Callers.call(ofMany));
        first.book(late, 100, 0);
        first.book(inFlight, 100, 0);
        await().atMost(PATIENCE).until(() -> used(redis, SHARED_TAG), is -> is == 20_000_000);
        second.book(second.admitted(Callers.call(ofMany)), 100, 50);

        // And back again
        List.of(first, second).forEach(desk -> counts(desk, TAG));
        await().atMost(PATIENCE).until(() -> used(redis, TAG), is -> is == 27_500_000);
        first.exhausted(Callers.call(ofOne));
        first.admitted(
            Callers.at(
                Callers.budgeted(TAG, null, Callers.calendar("0.0036", Calendar.MONTH, "UTC")),
                Instant.now()));
      }
      Desk.get(vertx.close());
    }
  }

  @Test
  void whatEachCustomerSpentGoesWithTheBudgetAndBackAndIsNeverDoubled() {
    try (RedisCluster redis = RedisCluster.start()) {
      Vertx vertx = Vertx.vertx();
      Caller ofOne = Callers.budgeted(TAG, Per.CUSTOMER, MONTH);
      Caller ofMany = Callers.budgeted(SHARED_TAG, Per.CUSTOMER, MONTH);
      String acme = CounterNames.ofCustomer(BUDGET, digest("acme"));
      String other = CounterNames.ofCustomer(BUDGET, digest("other"));
      String keys = CounterNames.ofEach(BUDGET);
      try (Desk first = new Desk(vertx, settings(redis, "gateway-1"));
          Desk second = new Desk(vertx, settings(redis, "gateway-2"))) {
        // Given names enough that they do not come in one page, two customers among them
        for (int i = 0; i < 3_000; i++) {
          redis.callFor(TAG, "SET", TAG + ":some:" + i, "1");
        }
        List.of(first, second).forEach(desk -> counts(desk, keys, TAG));
        await().atMost(PATIENCE).until(() -> homes(redis), homes -> homes == 1);
        first.book(first.admitted(Callers.of("acme", ofOne)), 100, 50);
        first.book(first.admitted(Callers.of("other", ofOne)), 100, 50);
        Reservation inFlight = first.admitted(Callers.of("acme", ofOne));

        // When the selection grows, and one gateway learns of it later than the other
        counts(second, keys, SHARED_TAG);
        await().atMost(PATIENCE).until(() -> used(redis, SHARED_TAG, acme), is -> is == 15_000_000);
        await().atMost(PATIENCE).until(() -> used(redis, SHARED_TAG, other), is -> is == 7_500_000);
        second.book(second.admitted(Callers.of("acme", ofMany)), 100, 50);
        Reservation late = first.admitted(Callers.of("acme", ofOne));
        Reservation fresh = first.admitted(Callers.of("late", ofOne));
        counts(first, keys, SHARED_TAG);
        await().atMost(PATIENCE).until(() -> used(redis, SHARED_TAG, acme), is -> is == 30_000_000);

        // Then each one has what he spent there, and what was in flight ends there as well
        second.exhausted(Callers.of("acme", ofMany));
        second.book(second.admitted(Callers.of("other", ofMany)), 100, 50);
        assertThat(used(redis, SHARED_TAG, other)).isEqualTo(15_000_000);
        first.book(late, 100, 0);
        first.book(inFlight, 100, 0);
        first.book(fresh, 100, 50);
        await().atMost(PATIENCE).until(() -> used(redis, SHARED_TAG, acme), is -> is == 20_000_000);
        await()
            .atMost(PATIENCE)
            .until(
                () -> used(redis, SHARED_TAG, CounterNames.ofCustomer(BUDGET, digest("late"))),
                is -> is == 7_500_000);
        second.book(second.admitted(Callers.of("acme", ofMany)), 100, 50);

        // And back again
        List.of(first, second).forEach(desk -> counts(desk, keys, TAG));
        await().atMost(PATIENCE).until(() -> used(redis, TAG, acme), is -> is == 27_500_000);
        await().atMost(PATIENCE).until(() -> used(redis, TAG, other), is -> is == 15_000_000);
        first.exhausted(Callers.of("acme", ofOne));
        first.admitted(Callers.of("other", ofOne));
      }
      Desk.get(vertx.close());
    }
  }

  private static String digest(String customer) {
    return Digests.sha256Hex(customer).substring(0, 32);
  }

  private static void counts(Desk desk, String policies, String tag) {
    desk.store.countsBudgets(Map.of(policies, tag));
  }

  private static void counts(Desk desk, String tag) {
    counts(desk, BUDGET, tag);
  }

  private static long homes(RedisCluster redis) {
    String homes = CounterNames.homes(BUDGET);
    Object known = redis.callFor(homes, "HLEN", homes);
    return known instanceof Long number ? number : 0;
  }

  /** Spent and reserved, as the history under that tag knows it. */
  private static long used(RedisCluster redis, String tag) {
    return used(redis, tag, BUDGET);
  }

  private static long used(RedisCluster redis, String tag, String policy) {
    String history = CounterNames.history(tag, policy);
    long used = 0;
    long now = BudgetHistory.hour(Instant.now());
    for (long hour = now - 1; hour <= now; hour++) {
      used += figure(redis.callFor(history, "HGET", history, "h" + hour));
      used += figure(redis.callFor(history, "HGET", history, "r" + hour));
    }
    return used;
  }

  private static long figure(@Nullable Object value) {
    return value == null ? 0 : Long.parseLong(value.toString());
  }

  private static RedisSettings settings(RedisCluster redis, String instance) {
    return PatientRedis.cluster(redis, instance, PATIENCE, false);
  }
}
