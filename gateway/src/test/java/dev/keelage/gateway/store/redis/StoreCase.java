package dev.keelage.gateway.store.redis;

import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.store.Calls;
import dev.keelage.gateway.store.PatientRedis;
import dev.keelage.gateway.store.redis.link.RedisSettings;
import dev.keelage.snapshot.counter.CounterNames;
import dev.keelage.testkit.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Gateways' stores on one Redis, and what that has in the end. */
abstract class StoreCase {
  static final String TAG = CounterNames.tenantTag(Calls.TENANT);
  static final String SHARED_TAG = CounterNames.sharedBudgetTag("ai/everybody");
  static final String BUDGET = CounterNames.budget(TAG, "team-search/monthly", "2026-11");
  static final String LEDGER = CounterNames.ledger(TAG);
  static final Duration PATIENCE = Duration.ofSeconds(60);

  static RedisServer redis;
  static Vertx vertx;

  final List<RedisCounterStore> stores = new ArrayList<>();

  @BeforeAll
  static void startServers() {
    redis = RedisServer.start();
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopServers() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    redis.close();
  }

  @BeforeEach
  void empty() {
    redis.call("FLUSHALL");
    redis.call("SCRIPT", "FLUSH");
  }

  @AfterEach
  void closeStores() {
    stores.forEach(store -> get(store.close()));
  }

  final RedisCounterStore store() {
    return keep(
        RedisCounterStore.start(vertx, settings(Duration.ofSeconds(60)), StoreSignals.NONE));
  }

  /** Has it closed after the test. */
  final RedisCounterStore keep(RedisCounterStore store) {
    stores.add(store);
    return store;
  }

  final RedisSettings settings(Duration ttl) {
    return PatientRedis.single(redis, "gateway-" + stores.size()).withReservationTtl(ttl);
  }

  static <T> T get(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  static <T> Future<T> awaited(Future<T> future) {
    await().atMost(PATIENCE).until(future::isComplete);
    return future;
  }

  static long spent() {
    return amount("spent");
  }

  static long reserved() {
    return amount("reserved");
  }

  private static long amount(String field) {
    Object value = redis.call("HGET", BUDGET, field);
    return value == null ? 0 : Long.parseLong(value.toString());
  }

  static String spentByKey() {
    return CounterNames.keySpent(TAG, Calls.KEY, Calls.MONTH);
  }

  /** Entries of calls, whether they travel alone or together. */
  static List<String> ledger() {
    var items = (List<?>) Objects.requireNonNull(redis.call("XRANGE", LEDGER, "-", "+"));
    List<String> entries = new ArrayList<>();
    for (Object item : items) {
      var fields = (List<?>) ((List<?>) item).get(1);
      String rows = fields.get(fields.indexOf("e") + 1).toString();
      new JsonArray(rows).forEach(row -> entries.add(row.toString()));
    }
    return entries;
  }
}
