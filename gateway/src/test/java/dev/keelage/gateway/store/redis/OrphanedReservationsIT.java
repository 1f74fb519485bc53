package dev.keelage.gateway.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.admit.Claim;
import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.store.Calls;
import dev.keelage.gateway.store.LedgerEntries;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.counter.CounterNames;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Reservations outlive their gateway by their time to live, and no longer. */
class OrphanedReservationsIT extends StoreCase {
  private static final String REAPED = CounterNames.reservations(TAG);

  /** Longer than a busy machine sleeps. */
  private static final Duration LIFE = Duration.ofSeconds(4);

  @Test
  void aDeadGatewaysCallIsBookedOnceAtItsReservation() {
    // Given a gateway that reserves and is gone, and two that live
    var claims =
        List.<Claim>of(
            new Claim.Concurrency("key:a", 1, FailureMode.DENY), Calls.budget(TAG, 1000, 400));
    CallFacts facts = Calls.tagged(Calls.facts(), "nightly", "batch");
    RedisCounterStore dead =
        RedisCounterStore.start(vertx, settings(Duration.ofMillis(500)), StoreSignals.NONE);
    get(dead.reserve(facts, claims, 400));
    get(dead.close());
    store();
    RedisCounterStore alive = store();

    // Then its reservation is booked, once
    await().atMost(PATIENCE).until(() -> Objects.equals(redis.call("ZCARD", REAPED), 0L));
    assertThat(ledger()).hasSize(1);
    var entry = LedgerEntries.decode(ledger().getFirst());
    assertThat(entry.status().name()).isEqualTo("ORPHANED");
    assertThat(entry.costUnits()).isEqualTo(400);
    assertThat(entry.callId()).isEqualTo(facts.callId());
    assertThat(entry.startedAt()).isEqualTo(facts.startedAt());
    assertThat(entry.tags()).containsExactly("batch", "nightly");
    assertThat(spent()).isEqualTo(400);
    assertThat(reserved()).isZero();
    assertThat(redis.call("EXISTS", CounterNames.concurrency(TAG, "key:a"))).isEqualTo(0L);

    // And when it comes back and knows better, the difference is put right
    alive.book(Calls.reservation(facts, claims, 400), Calls.entry(facts, 100));
    get(alive.drain());
    assertThat(spent()).isEqualTo(100);
    assertThat(ledger()).hasSize(2);
    assertThat(redis.call("GET", spentByKey())).isEqualTo("100");
  }

  @Test
  void aLongCallKeepsItsReservation() {
    var claims = List.<Claim>of(Calls.budget(TAG, 1000, 400));
    RedisCounterStore store =
        keep(RedisCounterStore.start(vertx, settings(LIFE), StoreSignals.NONE));
    CallFacts facts = Calls.facts();
    get(store.reserve(facts, claims, 400));
    double before = expiryOf(facts);

    await().atMost(PATIENCE).until(() -> expiryOf(facts) > before + 3 * LIFE.toMillis());

    assertThat(ledger()).isEmpty();
    assertThat(reserved()).isEqualTo(400);
  }

  private static double expiryOf(CallFacts facts) {
    return Double.parseDouble(String.valueOf(redis.call("ZSCORE", REAPED, facts.callId())));
  }
}
