package dev.keelage.gateway.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.admit.Claim;
import dev.keelage.gateway.stage.admit.Decision;
import dev.keelage.gateway.stage.admit.Decision.Standing;
import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.store.Calls;
import dev.keelage.gateway.store.PatientRedis;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.counter.CounterNames;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Budgets over several tenants have a slot of Redis of their own, so a call is held in two steps.
 */
class SharedBudgetsIT extends StoreCase {
  private static final String SHARED_BUDGET =
      CounterNames.budget(SHARED_TAG, "team-search/monthly", "2026-11");
  private static final String REAPED = CounterNames.reservations(TAG);

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
        PatientRedis.single(redis, "gateway-dying").withReservationTtl(Duration.ofMillis(500)),
        StoreSignals.NONE);
  }
}
