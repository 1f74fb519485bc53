package dev.keelage.gateway.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.admit.Claim;
import dev.keelage.gateway.store.Calls;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.counter.CounterNames;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Several gateways borrow from one Redis. */
class LeasesIT extends LoansCase {
  private static final String REQUESTS = CounterNames.requests(TAG, "key:a", "1");
  private static final String TOKENS = CounterNames.tokens(TAG, "key:a", "1");
  private static final int WAVE = BorrowingGateway.WAVE;

  /** What {@link Calls#entry} says a call used. */
  private static final long ACTUAL_TOKENS = 130;

  LeasesIT() {
    super(Duration.ofSeconds(60));
  }

  @Test
  void allGatewaysTogetherLetExactlyTheLimitThrough() {
    var claims = List.<Claim>of(requests(3000));
    int granted = 0;

    for (int wave = 0; wave < 80; wave++) {
      for (BorrowingGateway gateway : gateways) {
        granted += gateway.wave(claims).size();
        assertThat(used(REQUESTS)).isLessThanOrEqualTo(3000);
      }
    }

    // Most were decided without Redis, and none beyond the limit
    assertThat(gateways).allMatch(gateway -> gateway.decidedHere.get() > 100);
    assertThat(granted).isLessThanOrEqualTo(3000);
    // And what one borrowed in vain, another one can use
    AtomicInteger all = new AtomicInteger(granted);
    await()
        .atMost(PATIENCE)
        .until(() -> all.addAndGet(gateways.getFirst().wave(claims).size()) == 3000);
    assertThat(gateways).allMatch(gateway -> gateway.wave(claims).isEmpty());
    assertThat(used(REQUESTS)).isEqualTo(3000);
  }

  @Test
  void tokensAreCorrectedToWhatWasUsed() {
    var claims = List.<Claim>of(requests(1 << 20), tokens(1 << 24, 500));
    List<CallFacts> granted = new ArrayList<>();
    BorrowingGateway gateway = gateways.getFirst();
    for (int wave = 0; wave < 20; wave++) {
      granted.addAll(gateway.wave(claims));
    }
    assertThat(granted).hasSize(20 * WAVE);
    assertThat(gateway.decidedHere.get()).isPositive();

    granted.forEach(facts -> gateway.book(facts, claims));
    BorrowingGateway.get(gateway.store.drain());

    // Idle, it gives back what it borrowed: what is left is what was used
    await().atMost(PATIENCE).until(() -> used(TOKENS) == granted.size() * ACTUAL_TOKENS);
    await().atMost(PATIENCE).until(() -> used(REQUESTS) == granted.size());
    assertThat(redis.call("TTL", TOKENS)).isNotEqualTo(-1L);
    assertThat(redis.call("ZCARD", CounterNames.reservations(TAG))).isEqualTo(0L);
  }

  @Test
  void aLoanIsGivenBackWhenTheGatewayStops() {
    var claims = List.<Claim>of(requests(1 << 20));
    BorrowingGateway gateway = gateways.getFirst();
    int granted = 0;
    for (int wave = 0; wave < 10; wave++) {
      granted += gateway.wave(claims).size();
    }
    assertThat(used(REQUESTS)).isGreaterThan(granted);

    gateways.removeFirst().stop();
    assertThat(gateway.returned.get()).isPositive();

    int all = granted;
    await().atMost(PATIENCE).until(() -> used(REQUESTS) == all);
  }

  @Test
  void aLoweredLimitHoldsAtOnce() {
    BorrowingGateway gateway = gateways.getFirst();
    int granted = 0;
    for (int wave = 0; wave < 10; wave++) {
      granted += gateway.wave(List.of(requests(1 << 20))).size();
    }
    assertThat(used(REQUESTS)).isGreaterThan(granted);

    assertThat(gateway.wave(List.of(requests(granted)))).isEmpty();
    assertThat(gateway.wave(List.of(requests(granted + 5)))).hasSize(5);
  }

  @Test
  void aLoanIsNotUsedWhileRedisIsAway() {
    var claims = List.<Claim>of(requests(1 << 20));
    BorrowingGateway gateway = gateways.getFirst();
    while (gateway.decidedHere.get() == 0) {
      gateway.wave(claims);
    }

    redis.stop();
    try {
      await().atMost(PATIENCE).until(() -> !gateway.store.reachable());
      // Nobody would find these calls if the gateway died now: the policy says what becomes of them
      await().atMost(PATIENCE).until(() -> gateway.wave(claims).isEmpty());
      assertThat(gateway.wave(claims)).isEmpty();
    } finally {
      redis.restart();
    }

    await().atMost(PATIENCE).until(() -> !gateway.wave(claims).isEmpty());
  }

  @Test
  void aCallThatWasDecidedHereIsBookedAsAnOrphanAfterAKill() throws IOException {
    var claims = List.<Claim>of(requests(1 << 20));
    BorrowingGateway killed = gateways.getFirst();
    List<CallFacts> calls = new ArrayList<>();
    while (killed.decidedHere.get() == 0) {
      calls.addAll(killed.wave(claims));
    }
    int here = killed.decidedHere.get();
    // Those that Redis decided have a reservation there
    CallFacts ended =
        calls.stream()
            .filter(
                facts ->
                    Objects.equals(
                        redis.call("EXISTS", CounterNames.reservation(TAG, facts.callId())), 0L))
            .findFirst()
            .orElseThrow();
    killed.book(ended, claims);
    BorrowingGateway.get(killed.store.drain());

    Path copy = killed.copyOfJournal(directory.resolve("copy"));
    BorrowingGateway again = gateway("gateway-0", copy);
    gateways.add(again);
    BorrowingGateway.get(again.store.drain());

    // Then those decided here have an entry each, the one that ended no second one
    String spent = CounterNames.keySpent(TAG, Calls.KEY, Calls.MONTH);
    assertThat(Long.parseLong(String.valueOf(redis.call("GET", spent))))
        .isEqualTo((here - 1) * 900L + 7);
  }

  private static Claim requests(long limit) {
    return new Claim.Requests("key:a", "1", limit, FailureMode.DENY);
  }

  private static Claim tokens(long limit, long amount) {
    return new Claim.Tokens("key:a", "1", limit, amount, FailureMode.DENY);
  }

  private static long used(String counter) {
    return Long.parseLong(Objects.toString(redis.call("GET", counter), "0"));
  }
}
