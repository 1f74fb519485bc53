package dev.keelage.gateway.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.admit.Claim;
import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.store.Calls;
import dev.keelage.gateway.store.LedgerEntries;
import dev.keelage.gateway.store.PatientRedis;
import dev.keelage.gateway.store.journal.Journal;
import dev.keelage.gateway.store.redis.claim.TagClaims;
import dev.keelage.gateway.store.redis.link.RedisLink;
import dev.keelage.gateway.store.redis.link.RedisSettings;
import dev.keelage.gateway.store.redis.settle.SettleOrder;
import dev.keelage.gateway.store.redis.settle.SettleQueue;
import dev.keelage.snapshot.counter.CounterNames;
import dev.keelage.testkit.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.json.JsonArray;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a Redis that answers, but does not write, does to bookings. */
class RefusedBookingsIT {
  private static final String TAG = CounterNames.tenantTag(Calls.TENANT);
  private static final String SHARED_TAG = CounterNames.sharedBudgetTag("ai/everybody");
  private static final String LEDGER = CounterNames.ledger(TAG);
  private static final String PARKED = CounterNames.parkedLedger(TAG);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static RedisServer redis;
  private static Vertx vertx;

  @TempDir Path directory;
  private RedisCounterStore store;

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
  void startEmpty() {
    redis.call("FLUSHALL");
    store =
        RedisCounterStore.start(
            vertx,
            PatientRedis.single(redis, "gateway-1"),
            StoreSignals.NONE,
            Optional.of(Journal.open(vertx, directory, 1 << 20)));
  }

  @AfterEach
  void close() {
    get(store.close());
  }

  @Test
  void aRedisThatIsFullIsWaitedFor() {
    bookingsWaitWhile(
        () -> redis.call("CONFIG", "SET", "maxmemory", "1"),
        () -> redis.call("CONFIG", "SET", "maxmemory", "0"));
  }

  @Test
  void aRedisThatWasMadeAReplicaIsWaitedFor() {
    bookingsWaitWhile(
        () -> redis.call("REPLICAOF", "127.0.0.1", "1"),
        () -> redis.call("REPLICAOF", "NO", "ONE"));
  }

  @Test
  void whatACallHoldsUnderAnotherTagIsWaitedForToo() {
    // Given the part of a call that has no ledger entry, alone in its run as on a cluster
    RedisSettings settings = PatientRedis.single(redis, "gateway-2");
    ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
    RedisLink link = new RedisLink(vertx, context, settings, StoreSignals.NONE);
    List<SettleOrder> stored = new CopyOnWriteArrayList<>();
    var queue = new SettleQueue(link, context, settings, StoreSignals.NONE, stored::add, "ends");
    link.start();
    TagClaims part = TagClaims.of(TAG, List.of(Calls.budget(SHARED_TAG, 10_000, 400))).getLast();
    SettleOrder order =
        SettleOrder.part(
            SettleOrder.Mode.SETTLE, SHARED_TAG, Calls.facts().callId(), part.claims(), 400, 7);

    redis.call("CONFIG", "SET", "maxmemory", "1");
    try {
      context.runOnContext(now -> queue.add(order));
      await().during(Duration.ofSeconds(1)).atMost(PATIENCE).until(stored::isEmpty);
    } finally {
      redis.call("CONFIG", "SET", "maxmemory", "0");
    }

    await().atMost(PATIENCE).until(() -> !stored.isEmpty());
    context.runOnContext(now -> link.close());
    assertThat(redis.call("HGET", part.claims().getFirst().key(), "spent")).isEqualTo("7");
  }

  private void bookingsWaitWhile(Runnable refuse, Runnable relent) {
    // Given a call that holds something, and one that does not
    var claims = List.<Claim>of(Calls.budget(TAG, 10_000, 400));
    CallFacts limited = Calls.facts();
    CallFacts free = Calls.facts();
    get(store.reserve(limited, claims, 400));
    assertThat(store.begin(Calls.reservation(free, List.of(), 400))).isTrue();

    // When both end while Redis writes nothing
    refuse.run();
    try {
      store.book(Calls.reservation(limited, claims, 400), Calls.entry(limited, 3));
      store.book(Calls.reservation(free, List.of(), 400), Calls.entry(free, 5));
      await()
          .during(Duration.ofSeconds(1))
          .atMost(PATIENCE)
          .until(() -> store.waitingBookings() == 2);
    } finally {
      relent.run();
    }

    // Then they are booked when it does
    get(store.drain());
    assertThat(ledger()).containsExactlyInAnyOrder(limited.callId(), free.callId());
    assertThat(redis.call("XLEN", PARKED)).isEqualTo(0L);
  }

  private static <T> T get(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  private static List<String> ledger() {
    var items = (List<?>) Objects.requireNonNull(redis.call("XRANGE", LEDGER, "-", "+"));
    List<String> calls = new ArrayList<>();
    for (Object item : items) {
      var fields = (List<?>) ((List<?>) item).get(1);
      new JsonArray(fields.get(fields.indexOf("e") + 1).toString())
          .forEach(row -> calls.add(LedgerEntries.decode(row.toString()).callId()));
    }
    return calls;
  }
}
