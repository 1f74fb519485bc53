package dev.keelage.gateway.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.admit.Claim;
import dev.keelage.gateway.stage.admit.Decision;
import dev.keelage.gateway.stage.admit.Decision.Standing;
import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.stage.admit.StoreUnavailable;
import dev.keelage.gateway.store.Calls;
import dev.keelage.gateway.store.LedgerEntryJson;
import dev.keelage.snapshot.CounterNames;
import dev.keelage.snapshot.FailureMode;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RedisCounterStoreIT extends StoreCase {
  private static final String SHARED_BUDGET =
      CounterNames.budget(SHARED_TAG, "team-search/monthly", "2026-11");
  private static final String REAPED = CounterNames.reservations(TAG);

  @Test
  void aBudgetForAHundredCallsLetsAHundredThrough() {
    // Given two gateways and a budget for a hundred calls, in amounts that a double cannot hold
    long cost = 12_345_678_901_234_567L;
    var claims = List.<Claim>of(Calls.budget(TAG, 100 * cost + cost / 2, cost));
    RedisCounterStore one = store();
    RedisCounterStore two = store();

    // When three hundred calls come at once
    List<Future<Decision>> decisions = new ArrayList<>();
    List<CallFacts> calls = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      CallFacts facts = Calls.facts();
      calls.add(facts);
      decisions.add((i % 2 == 0 ? one : two).reserve(facts, claims, cost));
    }
    get(Future.join(decisions));

    // Then exactly a hundred pass, and what is reserved is exactly theirs
    List<CallFacts> passed = new ArrayList<>();
    for (int i = 0; i < decisions.size(); i++) {
      if (decisions.get(i).result() instanceof Decision.Granted) {
        passed.add(calls.get(i));
      }
    }
    assertThat(passed).hasSize(100);
    assertThat(reserved()).isEqualTo(100 * cost);

    // And settled for a little less, the counters say so to the last unit
    passed.forEach(
        facts -> one.book(Calls.reservation(facts, claims, cost), Calls.entry(facts, cost - 1)));
    get(one.drain());
    assertThat(reserved()).isZero();
    assertThat(spent()).isEqualTo(100 * (cost - 1));
    assertThat(ledger()).hasSize(100);
    assertThat(redis.call("ZCARD", REAPED)).isEqualTo(0L);
    assertThat(redis.call("GET", spentByKey())).isEqualTo(Long.toString(100 * (cost - 1)));
  }

  @Test
  void holdsAllClaimsOrNone() {
    var claims =
        List.<Claim>of(
            new Claim.Requests("key:a", "1", 10, FailureMode.DENY),
            new Claim.Tokens("key:a", "1", 1000, 600, FailureMode.DENY),
            new Claim.Concurrency("key:a", 5, FailureMode.DENY),
            Calls.budget(TAG, 1000, 400));
    RedisCounterStore store = store();

    Decision first = get(store.reserve(Calls.facts(), claims, 400));
    Decision second = get(store.reserve(Calls.facts(), claims, 400));

    assertThat(first)
        .isEqualTo(
            new Decision.Granted(
                List.of(
                    new Standing(0, 0),
                    new Standing(0, 0),
                    new Standing(0, 0),
                    new Standing(0, 0))));
    assertThat(second)
        .isEqualTo(
            new Decision.Refused(
                1,
                List.of(
                    new Standing(1, 0),
                    new Standing(600, 0),
                    new Standing(1, 0),
                    new Standing(0, 400))));
    assertThat(redis.call("GET", CounterNames.requests(TAG, "key:a", "1"))).isEqualTo("1");
    assertThat(redis.call("ZCARD", CounterNames.concurrency(TAG, "key:a"))).isEqualTo(1L);
    assertThat(reserved()).isEqualTo(400);
  }

  @Test
  void correctsTokensAndFreesConcurrencyWhenSettled() {
    var claims =
        List.<Claim>of(
            new Claim.Requests("key:a", "1", 10, FailureMode.DENY),
            new Claim.Tokens("key:a", "1", 1000, 600, FailureMode.DENY),
            new Claim.Concurrency("key:a", 1, FailureMode.DENY));
    RedisCounterStore store = store();
    CallFacts facts = Calls.facts();
    get(store.reserve(facts, claims, 0));

    assertThat(get(store.reserve(Calls.facts(), claims, 0))).isInstanceOf(Decision.Refused.class);
    store.book(Calls.reservation(facts, claims, 0), Calls.entry(facts, 0));
    get(store.drain());

    assertThat(redis.call("GET", CounterNames.tokens(TAG, "key:a", "1"))).isEqualTo("130");
    assertThat(redis.call("EXISTS", CounterNames.concurrency(TAG, "key:a"))).isEqualTo(0L);
    assertThat(redis.call("TTL", CounterNames.tokens(TAG, "key:a", "1"))).isNotEqualTo(-1L);
    assertThat(redis.call("TTL", CounterNames.requests(TAG, "key:a", "1"))).isNotEqualTo(-1L);
  }

  @Test
  void aFreeCallDoesNotPassAnExhaustedBudget() {
    RedisCounterStore store = store();
    CallFacts facts = Calls.facts();
    var claims = List.<Claim>of(Calls.budget(TAG, 1000, 1000));
    get(store.reserve(facts, claims, 1000));
    store.book(Calls.reservation(facts, claims, 1000), Calls.entry(facts, 1000));
    get(store.drain());

    Decision free = get(store.reserve(Calls.facts(), List.of(Calls.budget(TAG, 1000, 0)), 0));

    assertThat(free).isEqualTo(new Decision.Refused(0, List.of(new Standing(1000, 0))));
  }

  @Test
  void bookingTwiceBooksOnce() {
    RedisCounterStore store = store();
    CallFacts facts = Calls.facts();
    var claims = List.<Claim>of(Calls.budget(TAG, 1000, 400));
    get(store.reserve(facts, claims, 400));

    for (int i = 0; i < 3; i++) {
      store.book(Calls.reservation(facts, claims, 400), Calls.entry(facts, 123));
      get(store.drain());
    }

    assertThat(spent()).isEqualTo(123);
    assertThat(reserved()).isZero();
    assertThat(ledger()).hasSize(1);
  }

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
    var entry = LedgerEntryJson.decode(ledger().getFirst());
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
        keep(RedisCounterStore.start(vertx, settings(Duration.ofSeconds(1)), StoreSignals.NONE));
    CallFacts facts = Calls.facts();
    get(store.reserve(facts, claims, 400));
    double before = expiryOf(facts);

    await().atMost(PATIENCE).until(() -> expiryOf(facts) > before + 6000);

    assertThat(ledger()).isEmpty();
    assertThat(reserved()).isEqualTo(400);
  }

  @Test
  void aBudgetOverTenantsIsReservedBesideTheTenants() {
    var claims =
        List.<Claim>of(
            new Claim.Requests("key:a", "1", 10, FailureMode.DENY),
            Calls.budget(SHARED_TAG, 1000, 400));
    String shared = CounterNames.budget(SHARED_TAG, "team-search/monthly", "2026-11");
    RedisCounterStore store = store();
    CallFacts facts = Calls.facts();
    get(store.reserve(facts, claims, 400));
    get(store.reserve(Calls.facts(), claims, 400));

    // Refused by the shared budget: what the tenant's side held is given back
    Decision refused = get(store.reserve(Calls.facts(), claims, 400));
    get(store.drain());
    assertThat(refused)
        .isEqualTo(new Decision.Refused(1, List.of(new Standing(2, 0), new Standing(0, 800))));
    assertThat(redis.call("GET", CounterNames.requests(TAG, "key:a", "1"))).isEqualTo("2");
    assertThat(redis.call("ZCARD", REAPED)).isEqualTo(2L);

    store.book(Calls.reservation(facts, claims, 400), Calls.entry(facts, 50));
    get(store.drain());
    assertThat(redis.call("HMGET", shared, "spent", "reserved")).isEqualTo(List.of("50", "400"));
    assertThat(ledger()).hasSize(1);
    assertThat(redis.call("EXISTS", CounterNames.ledger(SHARED_TAG))).isEqualTo(0L);
  }

  @Test
  void aGatewayKilledBeforeItReservedASharedBudgetLeavesAnOrphanThatIsChargedThere() {
    var claims = requestsAndSharedBudget();
    CallFacts facts = Calls.facts();
    RedisCounterStore dead = dying();
    get(dead.reserve(facts, claims, 400));
    get(dead.close());
    // As if it had not come to the second tag
    redis.call("DEL", CounterNames.reservation(SHARED_TAG, facts.callId()));
    redis.call("DEL", CounterNames.reservations(SHARED_TAG));
    redis.call("DEL", SHARED_BUDGET);

    RedisCounterStore alive = store();

    await()
        .atMost(PATIENCE)
        .until(() -> Objects.equals(redis.call("HGET", SHARED_BUDGET, "spent"), "400"));
    await().atMost(PATIENCE).until(() -> ledger().size() == 1);
    // And if it comes back and knows better, that is put right there, too
    alive.book(Calls.reservation(facts, claims, 400), Calls.entry(facts, 100));
    get(alive.drain());
    assertThat(redis.call("HGET", SHARED_BUDGET, "spent")).isEqualTo("100");
    assertThat(redis.call("GET", spentByKey())).isEqualTo("100");
  }

  @Test
  void aGatewayKilledBeforeItSettledASharedBudgetLeavesTheCostOfItsLedgerEntryThere() {
    var claims = requestsAndSharedBudget();
    CallFacts settled = Calls.facts();
    CallFacts released = Calls.facts();
    RedisCounterStore dead = dying();
    get(dead.reserve(settled, claims, 400));
    get(dead.reserve(released, claims, 400));
    get(dead.close());
    // As if it had come to the first tag only
    redis.call("SET", CounterNames.reservation(TAG, settled.callId()), "S100", "EX", "900");
    redis.call("SET", CounterNames.reservation(TAG, released.callId()), "X", "EX", "900");
    redis.call("DEL", REAPED);

    store();

    await()
        .atMost(PATIENCE)
        .until(
            () -> Objects.equals(redis.call("ZCARD", CounterNames.reservations(SHARED_TAG)), 0L));
    assertThat(redis.call("HMGET", SHARED_BUDGET, "spent", "reserved"))
        .isEqualTo(List.of("100", "0"));
  }

  private static List<Claim> requestsAndSharedBudget() {
    return List.of(
        new Claim.Requests("key:a", "1", 10, FailureMode.DENY),
        Calls.budget(SHARED_TAG, 1000, 400));
  }

  private static RedisCounterStore dying() {
    return RedisCounterStore.start(
        vertx,
        RedisSettings.single(redis.uri(), "gateway-dying")
            .withReservationTtl(Duration.ofMillis(500)),
        StoreSignals.NONE);
  }

  @Test
  void callsOfOneRunSeeEachOther() {
    // Given limits of several kinds, and calls that go out in one script run
    RedisCounterStore store = store();
    get(store.reserve(Calls.facts(), List.of(), 0));
    long large = 3_000_000_000_000_000_000L;
    List<Future<Decision>> decisions = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      decisions.add(
          store.reserve(
              Calls.facts(),
              List.of(
                  new Claim.Requests("key:a", "1", 15, FailureMode.DENY),
                  new Claim.Tokens("key:a", "1", 1300, 100, FailureMode.DENY),
                  new Claim.Concurrency("key:a", 5, FailureMode.DENY),
                  Calls.budget(TAG, Long.MAX_VALUE, large)),
              large));
    }
    get(Future.join(decisions));

    // Then the narrowest holds: three times the amount fits into 63 bits, four times does not
    assertThat(decisions.stream().filter(each -> each.result() instanceof Decision.Granted))
        .hasSize(3);
    assertThat(decisions.get(2).result().standings())
        .isEqualTo(
            List.of(
                new Standing(2, 0),
                new Standing(200, 0),
                new Standing(2, 0),
                new Standing(0, 2 * large)));
    assertThat(decisions.get(9).result())
        .isInstanceOfSatisfying(
            Decision.Refused.class, refused -> assertThat(refused.claim()).isEqualTo(3));
    assertThat(reserved()).isEqualTo(3 * large);
    assertThat(redis.call("GET", CounterNames.requests(TAG, "key:a", "1"))).isEqualTo("3");
    assertThat(redis.call("ZCARD", CounterNames.concurrency(TAG, "key:a"))).isEqualTo(3L);
    assertThat(redis.call("TTL", BUDGET)).isNotEqualTo(-1L);
  }

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
    RedisCounterStore store = store();
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

  private static double expiryOf(CallFacts facts) {
    return Double.parseDouble(String.valueOf(redis.call("ZSCORE", REAPED, facts.callId())));
  }
}
