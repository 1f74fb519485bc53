package dev.keelage.gateway.store.redis;

import static dev.keelage.gateway.store.redis.BorrowingGateway.HELD;
import static dev.keelage.gateway.store.redis.BorrowingGateway.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.admit.Claim;
import dev.keelage.gateway.store.Calls;
import dev.keelage.gateway.store.PatientRedis;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.counter.BudgetHistory;
import dev.keelage.snapshot.counter.CounterNames;
import dev.keelage.testkit.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A budget's windows are changed while gateways spend out of loans on it. */
class ChangedBudgetLoansIT {
  private static final String TAG = CounterNames.tenantTag(Calls.TENANT);
  private static final String POLICY = "team-search/monthly";
  private static final String HISTORY = CounterNames.history(TAG, POLICY);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long FAR = 1L << 40;

  @TempDir Path directory;

  @Test
  void theNewWindowHasAllThatWasSpentAndHeldAndKeepsToItsLimit() {
    try (RedisServer redis = RedisServer.start()) {
      long now = BudgetHistory.hour(Instant.now());
      redis.call("HSET", HISTORY, "b", Long.toString(now - 1000));
      BorrowingGateway one = gateway(redis, "gateway-1");
      BorrowingGateway two = gateway(redis, "gateway-2");
      List<Claim> before = claims(1, "before", FAR);

      // Given calls that two gateways decided out of loans, some of which run
      List<CallFacts> running = new ArrayList<>();
      long spent = 0;
      while (one.decidedHere.get() < 100 || two.decidedHere.get() < 100) {
        for (BorrowingGateway gateway : List.of(one, two)) {
          List<CallFacts> calls = gateway.wave(before);
          for (CallFacts call : calls.subList(1, calls.size())) {
            gateway.book(call, before, 7);
            spent += 7;
          }
          if (gateway == one) {
            running.add(calls.getFirst());
          } else {
            gateway.book(calls.getFirst(), before, 7);
            spent += 7;
          }
        }
      }

      // When the window is another, with room for 400 calls more
      long limit = spent + (running.size() + 400) * HELD;
      List<Claim> after = claims(2, "after", limit);
      List<Call> passed = new ArrayList<>();
      for (int wave = 0; wave < 40; wave++) {
        passed.addAll(wave(two, after));
        passed.addAll(wave(one, after));
        assertThat(spent + (running.size() + passed.size()) * HELD).isLessThanOrEqualTo(limit);
      }

      // Then all that fits passes, once what was lent for the old window is free
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                passed.addAll(wave(one, after));
                return passed.size() == 400;
              });
      for (CallFacts call : running) {
        one.book(call, before, 7);
      }
      passed.forEach(call -> call.gateway().book(call.facts(), after, 7));
      get(one.store.drain());
      get(two.store.drain());
      long all = spent + (running.size() + 400L) * 7;
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                two.wave(claims(2, "after", 0));
                assertThat(figure(redis.call("HGET", counter("after"), "spent"))).isEqualTo(all);
                assertThat(figure(redis.call("HGET", counter("after"), "reserved"))).isZero();
                assertThat(figure(redis.call("HGET", HISTORY, "h" + hour()))).isEqualTo(all);
                assertThat(redis.call("HGET", HISTORY, "r" + hour())).isNull();
              });
      one.stop();
      two.stop();
    }
  }

  private record Call(BorrowingGateway gateway, CallFacts facts) {}

  private static List<Call> wave(BorrowingGateway gateway, List<Claim> claims) {
    return gateway.wave(claims).stream().map(facts -> new Call(gateway, facts)).toList();
  }

  private static long hour() {
    return BudgetHistory.hour(Calls.STARTED);
  }

  private static String counter(String window) {
    return CounterNames.budget(TAG, POLICY, window);
  }

  private static List<Claim> claims(int shape, String window, long limit) {
    return List.of(
        new Claim.History(POLICY, TAG, hour(), shape, false, HELD, FailureMode.DENY),
        new Claim.Spend(
            POLICY,
            window,
            TAG,
            Instant.now().minus(Duration.ofHours(5)),
            Instant.now().plus(Duration.ofDays(3)),
            limit,
            HELD,
            true,
            FailureMode.DENY));
  }

  private static long figure(@Nullable Object value) {
    return value == null ? 0 : Long.parseLong(value.toString());
  }

  private BorrowingGateway gateway(RedisServer redis, String name) {
    return new BorrowingGateway(
        PatientRedis.single(redis, name).withReservationTtl(MoneyLoansCase.LIFE),
        directory.resolve(name));
  }
}
