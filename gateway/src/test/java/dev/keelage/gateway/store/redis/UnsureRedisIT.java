package dev.keelage.gateway.store.redis;

import static dev.keelage.gateway.store.redis.BorrowingGateway.HELD;
import static dev.keelage.gateway.store.redis.BorrowingGateway.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.admit.Claim;
import dev.keelage.gateway.stage.admit.Decision;
import dev.keelage.gateway.store.Calls;
import dev.keelage.gateway.store.PatientRedis;
import dev.keelage.gateway.store.redis.link.RedisSettings;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.counter.BudgetHistory;
import dev.keelage.snapshot.counter.CounterNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Redis did, lost or does later, and no gateway can know. */
class UnsureRedisIT extends MoneyLoansCase {
  private static final String MINUTE = CounterNames.requests(TAG, "key:a", "1");
  private static final String TOKENS = CounterNames.tokens(TAG, "key:a", "1");
  private static final int CALLS = 2000;

  @Test
  void aNoteThatComesAfterItsCallWasBookedIsTakenBack() {
    try (LateNetwork network = LateNetwork.to(redis)) {
      BorrowingGateway gateway = behind(network);
      List<Claim> claims = List.of(budget(FAR));
      List<CallFacts> calls = decidedWhileRequestsAreHeldUp(network, gateway, claims);

      // They are booked on another connection
      calls.forEach(call -> gateway.book(call, claims, 7));
      get(gateway.store.drain());
      assertThat(spent()).isEqualTo(calls.size() * 7L);
      network.deliver();

      await().atMost(PATIENCE).until(() -> calls.stream().noneMatch(MoneyLoansCase::isNoted));
      // Nobody takes them for what a dead gateway left behind
      gateway.stop();
      await()
          .atMost(PATIENCE)
          .until(() -> Long.valueOf(0).equals(redis.call("ZCARD", CounterNames.deciders(TAG))));
      assertThat(spent()).isEqualTo(calls.size() * 7L);
      assertThat(spentByKey()).isEqualTo(spent());
      await().atMost(PATIENCE).until(() -> reserved() == 0);
    }
  }

  @Test
  void aBookingWhoseAnswerIsLostForLongBooksNothingTwice() {
    try (LateNetwork network = LateNetwork.to(redis)) {
      BorrowingGateway gateway = behind(network);
      List<Claim> claims = List.of(budget(FAR));
      CallFacts call = Calls.facts();
      get(gateway.reserve(call, claims));

      network.holdAnswers();
      gateway.book(call, claims, 100);
      await().atMost(PATIENCE).until(() -> spent() == 100);
      // By the time that the gateway gets through again, Redis has forgotten the call
      redis.call("DEL", CounterNames.reservation(TAG, call.callId()));
      get(gateway.store.drain());

      assertThat(spent()).isEqualTo(100);
      assertThat(spentByKey()).isEqualTo(100);
      assertThat(redis.call("XLEN", CounterNames.ledger(TAG))).isEqualTo(1L);
      gateway.stop();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatARedisHasLentThatIsNoMoreIsNotUsed(boolean money) {
    Claim claim = money ? budget(CALLS * HELD) : requests(CALLS);
    BorrowingGateway gateway = gateways.getFirst();
    while (gateway.decidedHere.get() == 0) {
      gateway.wave(List.of(claim));
    }

    loseAll();
    int before = gateway.granted.get();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              gateway.wave(List.of(claim));
              return money
                  ? reserved() == CALLS * HELD
                  : number(redis.call("GET", MINUTE)) == CALLS;
            });

    // From zero on; not one more than that
    assertThat(gateway.granted.get() - before).isBetween(CALLS / 2, CALLS);
  }

  @Test
  void aCounterThatBeganAnewDoesNotFallBelowZero() {
    List<Claim> claims = List.of(new Claim.Tokens("key:a", "1", 1 << 24, 500, FailureMode.DENY));
    BorrowingGateway gateway = gateways.getFirst();
    List<CallFacts> calls = new ArrayList<>();
    while (gateway.decidedHere.get() < 10 * BorrowingGateway.WAVE) {
      calls.addAll(gateway.wave(claims));
    }

    loseAll();
    await().atMost(PATIENCE).until(() -> !gateway.wave(claims).isEmpty());
    calls.forEach(call -> gateway.book(call, claims));
    get(gateway.store.drain());

    assertThat(number(redis.call("GET", TOKENS))).isNotNegative();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsMoreThanACounterHoldsIsTheMostThatItHolds(boolean lent) {
    List<Claim> claims = List.of(history(), budget(FAR));
    BorrowingGateway gateway = gateways.getFirst();
    CallFacts first = Calls.facts();
    get(gateway.reserve(first, claims));
    gateway.book(first, claims, 5);
    get(gateway.store.drain());
    List<CallFacts> calls = lent ? callsDecidedHere(gateway, claims) : gateway.wave(claims);

    calls.forEach(call -> gateway.book(call, claims, Long.MAX_VALUE));
    get(gateway.store.drain());

    assertThat(spent()).isEqualTo(Long.MAX_VALUE);
    assertThat(spentByKey()).isEqualTo(Long.MAX_VALUE);
    assertThat(number(redis.call("HGET", CounterNames.history(TAG, "team-search/monthly"), "t")))
        .isEqualTo(Long.MAX_VALUE);
    await().atMost(PATIENCE).until(() -> reserved() == 0);
    // What was on loan before may be used up
    await().atMost(PATIENCE).until(() -> gateway.wave(claims).isEmpty());
    // One that only observes refuses nothing
    List<Claim> observed = List.of(history(), observed());
    assertThat(gateway.wave(observed)).hasSize(BorrowingGateway.WAVE);
  }

  private BorrowingGateway behind(LateNetwork network) {
    RedisSettings settings =
        RedisSettings.single(network.uri(), "gateway-late").withReservationTtl(LIFE);
    BorrowingGateway gateway =
        new BorrowingGateway(
            PatientRedis.with(settings, Duration.ofSeconds(2)), directory.resolve("journal-late"));
    gateways.add(gateway);
    return gateway;
  }

  /** Some calls that Redis hears of later. */
  private static List<CallFacts> decidedWhileRequestsAreHeldUp(
      LateNetwork network, BorrowingGateway gateway, List<Claim> claims) {
    AtomicReference<List<CallFacts>> decided = new AtomicReference<>(List.of());
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              callsDecidedHere(gateway, claims).forEach(call -> gateway.book(call, claims, 0));
              get(gateway.store.drain());
              network.holdRequests();
              List<CallFacts> passed = new ArrayList<>();
              for (int i = 0; i < 5; i++) {
                CallFacts call = Calls.facts();
                if (get(gateway.reserve(call, claims).otherwiseEmpty())
                    instanceof Decision.Granted) {
                  passed.add(call);
                } else {
                  gateway.onLoop(() -> gateway.store.release(call, claims));
                }
              }
              decided.set(List.copyOf(passed));
              return !passed.isEmpty();
            });
    return decided.get();
  }

  /** As a Redis that comes back without its data, or a replica that had none of it. */
  private static void loseAll() {
    redis.call("FLUSHALL");
    redis.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
  }

  private static Claim requests(long limit) {
    return new Claim.Requests("key:a", "1", limit, FailureMode.DENY);
  }

  private static Claim history() {
    return new Claim.History(
        "team-search/monthly",
        TAG,
        BudgetHistory.hour(Calls.STARTED),
        1,
        false,
        HELD,
        FailureMode.DENY);
  }

  private static Claim observed() {
    Claim.Spend budget = Calls.budget(TAG, FAR, HELD);
    return new Claim.Spend(
        budget.policy(),
        budget.window(),
        budget.tag(),
        budget.startsAt(),
        budget.resetsAt(),
        budget.limit(),
        budget.cost(),
        false,
        budget.whenAway());
  }
}
