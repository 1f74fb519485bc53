package dev.keelage.gateway.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.admit.Claim;
import dev.keelage.gateway.stage.admit.Decision;
import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.stage.admit.StoreUnavailable;
import dev.keelage.gateway.store.Calls;
import dev.keelage.gateway.store.PatientRedis;
import dev.keelage.gateway.store.redis.link.RedisSettings;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.counter.CounterNames;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A Redis that is slow, empty or spoiled costs no more than it has to. */
class StoreTroubleIT extends StoreCase {
  private static final String REAPED = CounterNames.reservations(TAG);

  @Test
  void aReservationThatComesAfterItsReleaseHoldsNothing() {
    RedisCounterStore store = store();
    CallFacts facts = Calls.facts();
    var claims = List.<Claim>of(Calls.budget(TAG, 1000, 400));

    store.release(facts, claims);
    get(store.drain());
    Future<Decision> late = store.reserve(facts, claims, 400);

    await().atMost(PATIENCE).until(late::isComplete);
    assertThat(late.cause()).isInstanceOf(StoreUnavailable.class);
    assertThat(redis.call("EXISTS", BUDGET)).isEqualTo(0L);
  }

  @Test
  void aFrozenRedisFailsWithinTheTimeOutAndThenAtOnce() {
    RedisSettings hasty =
        PatientRedis.with(settings(Duration.ofSeconds(60)), Duration.ofSeconds(2));
    RedisCounterStore store = keep(RedisCounterStore.start(vertx, hasty, StoreSignals.NONE));
    var claims = List.<Claim>of(Calls.budget(TAG, 10_000, 400));
    get(store.reserve(Calls.facts(), claims, 400));

    redis.pause();
    try {
      CallFacts lost = Calls.facts();
      assertThat(awaited(store.reserve(lost, claims, 400)).failed()).isTrue();
      assertThat(awaited(store.reserve(Calls.facts(), claims, 400)).failed()).isTrue();
      store.release(lost, claims);
    } finally {
      redis.resume();
    }

    // What Redis did after all with the lost call is undone
    get(store.drain());
    assertThat(reserved()).isEqualTo(400);
    assertThat(redis.call("ZCARD", REAPED)).isEqualTo(1L);
  }

  @Test
  void anEmptiedRedisIsCountedIntoAgain() {
    RedisCounterStore store = store();
    var claims =
        List.<Claim>of(
            new Claim.Tokens("key:a", "1", 1000, 600, FailureMode.DENY),
            Calls.budget(TAG, 10_000, 400));
    CallFacts facts = Calls.facts();
    get(store.reserve(facts, claims, 400));

    redis.call("FLUSHALL");
    store.book(Calls.reservation(facts, claims, 400), Calls.entry(facts, 100));
    get(store.drain());

    assertThat(spent()).isEqualTo(100);
    assertThat(reserved()).isZero();
    assertThat(ledger()).hasSize(1);
    assertThat(redis.call("TTL", BUDGET)).isNotEqualTo(-1L);
  }

  @Test
  void aSpoiledCounterDoesNotKeepACallFromTheLedger() {
    RedisCounterStore store = store();
    var claims = List.<Claim>of(Calls.budget(TAG, 10_000, 400));
    CallFacts facts = Calls.facts();
    redis.call("SET", BUDGET, "nonsense");

    store.book(Calls.reservation(facts, claims, 400), Calls.entry(facts, 100));
    get(store.drain());

    assertThat(ledger()).hasSize(1);
  }
}
