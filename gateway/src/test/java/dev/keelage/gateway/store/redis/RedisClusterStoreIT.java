package dev.keelage.gateway.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.snapshot.Caller;
import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.admit.Claim;
import dev.keelage.gateway.stage.admit.Decision;
import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.store.Calls;
import dev.keelage.gateway.store.LedgerOutbox.Item;
import dev.keelage.gateway.store.PatientRedis;
import dev.keelage.gateway.store.redis.link.RedisSettings;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.counter.CounterNames;
import dev.keelage.testkit.RedisCluster;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RedisClusterStoreIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SHARED_TAG = CounterNames.sharedBudgetTag("ai/everybody");

  @Test
  void countsEveryTenantInItsOwnSlotAndABudgetOverAllOfThemInAnother() {
    try (RedisCluster redis = RedisCluster.start()) {
      Vertx vertx = Vertx.vertx();
      RedisCounterStore store = RedisCounterStore.start(vertx, settings(redis), StoreSignals.NONE);
      await().atMost(PATIENCE).until(store::reachable);

      // Given a budget over thirty tenants that covers twenty calls
      List<CallFacts> passed = new ArrayList<>();
      List<Future<Decision>> decisions = new ArrayList<>();
      for (int tenant = 0; tenant < 30; tenant++) {
        CallFacts facts = call("tenant/" + tenant);
        decisions.add(
            store
                .reserve(facts, claims(), 50)
                .onSuccess(
                    decision -> {
                      if (decision instanceof Decision.Granted) {
                        synchronized (passed) {
                          passed.add(facts);
                        }
                      }
                    }));
      }
      get(Future.join(decisions));
      assertThat(passed).hasSize(20);

      // When they are booked
      passed.forEach(
          facts -> store.book(Calls.reservation(facts, claims(), 50), Calls.entry(facts, 30)));
      get(store.drain());

      // Then counters and outboxes say so, wherever they are
      String budget = CounterNames.budget(SHARED_TAG, "team-search/monthly", "2026-11");
      assertThat(redis.callFor(budget, "HMGET", budget, "spent", "reserved"))
          .isEqualTo(List.of("600", "0"));
      assertThat(entries(store)).hasSize(20);
      assertThat(entries(store)).isEmpty();
      get(store.close());
      get(vertx.close());
    }
  }

  /** The first look at a stream makes its group, the second one reads. */
  private static List<String> entries(RedisCounterStore store) {
    List<String> entries = new ArrayList<>();
    for (int look = 0; look < 2; look++) {
      for (String tag : CounterNames.tenantTags()) {
        List<Item> read = get(store.outbox().read(tag, 100));
        if (!read.isEmpty()) {
          get(store.outbox().acknowledge(tag, read.stream().map(Item::id).toList()));
          read.forEach(
              item -> new JsonArray(item.rows()).forEach(row -> entries.add(row.toString())));
        }
      }
    }
    return entries;
  }

  private static RedisSettings settings(RedisCluster redis) {
    return PatientRedis.cluster(redis, "gateway-1", PATIENCE, true);
  }

  private static List<Claim> claims() {
    return List.of(
        new Claim.Requests("key:a", "1", 10, FailureMode.DENY), Calls.budget(SHARED_TAG, 1000, 50));
  }

  private static CallFacts call(String tenant) {
    Caller caller = Calls.caller();
    return Calls.facts(
        new Caller(
            caller.key(),
            caller.teams(),
            caller.allowedModels(),
            tenant,
            caller.limits(),
            caller.budgets(),
            caller.guardrails()),
        Calls.model(Calls.price("1", "1")),
        10,
        OptionalLong.of(10));
  }

  private static <T> T get(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
