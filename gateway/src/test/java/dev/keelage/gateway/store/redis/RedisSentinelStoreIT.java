package dev.keelage.gateway.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.admit.Claim;
import dev.keelage.gateway.stage.admit.Decision;
import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.store.Calls;
import dev.keelage.gateway.store.redis.link.RedisSettings;
import dev.keelage.snapshot.counter.CounterNames;
import dev.keelage.testkit.RedisSentinels;
import dev.keelage.testkit.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisSentinelStoreIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String TAG = CounterNames.tenantTag(Calls.TENANT);
  private static final String BUDGET = CounterNames.budget(TAG, "team-search/monthly", "2026-11");
  private static final List<Claim> CLAIMS = List.of(Calls.budget(TAG, 10_000, 50));

  private final RedisSentinels redis = RedisSentinels.start();
  private final Vertx vertx = Vertx.vertx();
  private final RedisCounterStore store =
      RedisCounterStore.start(vertx, settings(redis), StoreSignals.NONE);

  @AfterEach
  void stop() {
    get(store.close());
    get(vertx.close());
    redis.close();
  }

  @Test
  void goesOnWithWhatTheReplicaHasOnceTheMasterIsGone() {
    await().atMost(PATIENCE).until(store::reachable);

    // Given reservations that the replica has, too
    List<CallFacts> calls = IntStream.range(0, 20).mapToObj(any -> reserved()).toList();
    RedisServer first = redis.master();
    redis.awaitInStep();

    // When the master ends like a crash, and the calls end while there is none
    first.kill();
    calls.forEach(
        facts -> store.book(Calls.reservation(facts, CLAIMS, 50), Calls.entry(facts, 30)));
    RedisServer second = redis.awaitMasterOtherThan(first);

    // Then each is booked once on the server that took over
    await().atMost(PATIENCE).until(() -> money(second), List.of("600", "0")::equals);
    assertThat(bookings(second)).isEqualTo(20);

    // And new calls are counted there
    await().atMost(PATIENCE).until(store::reachable);
    CallFacts next = reserved();
    store.book(Calls.reservation(next, CLAIMS, 50), Calls.entry(next, 30));
    await().atMost(PATIENCE).until(() -> money(second), List.of("630", "0")::equals);
  }

  @Test
  void leavesAnOldMasterThatComesBackAsAReplica() {
    await().atMost(PATIENCE).until(store::reachable);
    CallFacts early = reserved();
    store.book(Calls.reservation(early, CLAIMS, 50), Calls.entry(early, 30));
    RedisServer first = redis.master();
    await().atMost(PATIENCE).until(() -> money(first), List.of("30", "0")::equals);
    redis.awaitInStep();

    // Given a master that hangs until another one is made
    first.pause();
    await().atMost(PATIENCE).until(() -> !store.reachable());
    RedisServer second = redis.awaitMasterOtherThan(first);
    await().atMost(PATIENCE).until(store::reachable);

    // When it goes on, believing to be the master
    first.resume();
    CallFacts late = reserved();
    store.book(Calls.reservation(late, CLAIMS, 50), Calls.entry(late, 30));
    get(store.drain());

    // Then everything is at the new one, and the old one follows it
    redis.awaitInStep();
    assertThat(redis.master()).isSameAs(second);
    assertThat(money(second)).isEqualTo(List.of("60", "0"));
    assertThat(money(first)).isEqualTo(List.of("60", "0"));
  }

  private CallFacts reserved() {
    CallFacts facts = Calls.facts();
    assertThat(get(store.reserve(facts, CLAIMS, 50))).isInstanceOf(Decision.Granted.class);
    return facts;
  }

  private static Object money(RedisServer server) {
    return Objects.requireNonNull(server.call("HMGET", BUDGET, "spent", "reserved"));
  }

  /** Rows in the tenant's outbox; a batch of them is one entry. */
  private static long bookings(RedisServer server) {
    String entries = String.valueOf(server.call("XRANGE", CounterNames.ledger(TAG), "-", "+"));
    return entries.split("\"\\(", -1).length - 1;
  }

  private static RedisSettings settings(RedisSentinels redis) {
    return new RedisSettings(
        RedisSettings.Mode.SENTINEL,
        redis.uris(),
        Optional.of(RedisSentinels.MASTER_NAME),
        "gateway-1",
        Duration.ofSeconds(2),
        Duration.ofSeconds(2),
        Duration.ofSeconds(60),
        Duration.ofMinutes(15),
        1000,
        true);
  }

  private static <T> T get(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(90, TimeUnit.SECONDS).join();
  }
}
