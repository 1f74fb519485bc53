package dev.keelage.gateway.store.redis;

import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.admit.Claim;
import dev.keelage.gateway.stage.admit.Decision;
import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.store.Calls;
import dev.keelage.gateway.store.redis.link.RedisSettings;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.counter.CounterNames;
import dev.keelage.testkit.RedisServer;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many limit decisions one event loop and one Redis make per second on one contended key:
 * requests, tokens, concurrency and a budget per call, each call reserved and booked with its
 * ledger entry. Run it pinned to one core ({@code taskset -c 0}) to see both on that core.
 */
public final class LimitDecisionsBench {
  private static final int IN_FLIGHT = 256;

  private final RedisCounterStore store;
  private final List<Claim> claims;
  private final boolean settle;
  private final long until;
  private final AtomicLong granted = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final CountDownLatch ended = new CountDownLatch(IN_FLIGHT);

  private LimitDecisionsBench(
      RedisCounterStore store, List<Claim> claims, boolean settle, Duration time) {
    this.store = store;
    this.claims = claims;
    this.settle = settle;
    this.until = System.nanoTime() + time.toNanos();
  }

  /** Prints decisions per second, granted and refused. */
  public static void main(String[] arguments) throws InterruptedException {
    Duration time = Duration.ofSeconds(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5);
    try (RedisServer redis = RedisServer.start()) {
      Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
      RedisCounterStore store =
          RedisCounterStore.start(
              vertx, RedisSettings.single(redis.uri(), "bench"), StoreSignals.NONE);
      run("warm-up", vertx, new LimitDecisionsBench(store, claims(1L << 40), true, time), time);
      run(
          "granted and booked",
          vertx,
          new LimitDecisionsBench(store, claims(1L << 40), true, time),
          time);
      run("refused", vertx, new LimitDecisionsBench(store, claims(0), false, time), time);
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private static void run(String name, Vertx vertx, LimitDecisionsBench bench, Duration time)
      throws InterruptedException {
    vertx.runOnContext(
        ignored -> {
          for (int i = 0; i < IN_FLIGHT; i++) {
            bench.next();
          }
        });
    bench.ended.await(time.plusSeconds(30).toSeconds(), TimeUnit.SECONDS);
    long decisions = bench.granted.get() + bench.refused.get();
    System.out.printf(
        "%-20s %8d decisions/s (%d granted, %d refused, %d failed), %d bookings behind%n",
        name,
        decisions / time.toSeconds(),
        bench.granted.get(),
        bench.refused.get(),
        bench.failed.get(),
        bench.store.waitingBookings());
    bench.store.drain().toCompletionStage().toCompletableFuture().join();
  }

  private static List<Claim> claims(long limit) {
    return List.of(
        new Claim.Requests("key:a", "1", limit, FailureMode.DENY),
        new Claim.Tokens("key:a", "1", limit, 150, FailureMode.DENY),
        new Claim.Concurrency("key:a", limit, FailureMode.DENY),
        Calls.budget(CounterNames.tenantTag(Calls.TENANT), limit << 10, 7500));
  }

  private void next() {
    if (System.nanoTime() > until) {
      ended.countDown();
      return;
    }
    CallFacts facts = Calls.facts();
    store
        .reserve(facts, claims, 7500)
        .onComplete(
            result -> {
              if (result.failed()) {
                failed.incrementAndGet();
              } else if (result.result() instanceof Decision.Granted) {
                granted.incrementAndGet();
                if (settle) {
                  store.book(Calls.reservation(facts, claims, 7500), Calls.entry(facts, 3000));
                }
              } else {
                refused.incrementAndGet();
              }
              next();
            });
  }
}
