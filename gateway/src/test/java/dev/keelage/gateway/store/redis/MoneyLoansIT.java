package dev.keelage.gateway.store.redis;

import static dev.keelage.gateway.store.redis.BorrowingGateway.HELD;
import static dev.keelage.gateway.store.redis.BorrowingGateway.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.admit.Claim;
import dev.keelage.gateway.store.Calls;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.counter.CounterNames;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Money, slots and windows that last, borrowed by several gateways from one Redis. */
class MoneyLoansIT extends MoneyLoansCase {
  @Test
  void allGatewaysTogetherNeverReserveMoreThanTheBudget() {
    long limit = 3000 * HELD;
    List<Claim> claims = List.of(budget(limit));
    int granted = 0;

    for (int wave = 0; wave < 60; wave++) {
      for (BorrowingGateway gateway : gateways) {
        for (CallFacts call : gateway.wave(claims)) {
          granted++;
          gateway.book(call, claims, HELD);
        }
        assertThat(spent() + reserved()).isLessThanOrEqualTo(limit);
      }
    }

    assertThat(gateways).allMatch(gateway -> gateway.decidedHere.get() > 100);
    // What one borrowed in vain, another one can use: exactly the budget is spent in the end
    int before = granted;
    List<CallFacts> more = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              more.addAll(gateways.getFirst().wave(claims));
              return before + more.size() == 3000;
            });
    more.forEach(call -> gateways.getFirst().book(call, claims, HELD));
    gateways.forEach(gateway -> get(gateway.store.drain()));
    await().atMost(PATIENCE).until(() -> spent() == limit && reserved() == 0);
    assertThat(redis.call("TTL", BUDGET)).isNotEqualTo(-1L);
  }

  @Test
  void whatCallsDoNotUseCanBeSpentByOthers() {
    List<Claim> claims = List.of(budget(FAR), slots(1 << 20), day(1 << 20));
    BorrowingGateway gateway = gateways.getFirst();
    int calls = 0;
    for (int wave = 0; wave < 30; wave++) {
      for (CallFacts call : gateway.wave(claims)) {
        gateway.book(call, claims, 7);
        calls++;
      }
    }
    assertThat(gateway.decidedHere.get()).isPositive();
    get(gateway.store.drain());

    int all = calls;
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(spent()).isEqualTo(all * 7L);
              assertThat(reserved()).isZero();
              assertThat(slots()).isZero();
              assertThat(number(redis.call("GET", DAY))).isEqualTo(all);
              assertThat(redis.call("HLEN", CounterNames.onLoan(TAG))).isEqualTo(0L);
            });
  }

  @Test
  void slotsAreNeverHeldBeyondTheLimit() {
    List<Claim> claims = List.of(slots(300));
    List<CallFacts> running = new ArrayList<>();
    Random random = new Random(5);
    for (int wave = 0; wave < 40; wave++) {
      BorrowingGateway gateway = gateways.get(wave % 3);
      List<CallFacts> granted = gateway.wave(claims);
      assertThat(slots()).isLessThanOrEqualTo(300);
      for (CallFacts call : granted) {
        if (random.nextInt(4) != 0) {
          gateway.book(call, claims, 7);
        } else if (wave % 3 == 0) {
          running.add(call);
        } else {
          gateway.book(call, claims, 7);
        }
      }
    }
    assertThat(gateways).anyMatch(gateway -> gateway.decidedHere.get() > 0);

    // They outlive their first reservation, and go with their calls
    gateways.forEach(gateway -> get(gateway.store.drain()));
    await().pollDelay(LIFE.multipliedBy(2)).atMost(PATIENCE).until(() -> slots() == running.size());
    running.forEach(call -> gateways.getFirst().book(call, claims, 7));
    await().atMost(PATIENCE).until(() -> slots() == 0);
  }

  @Test
  void callsThatCostNothingAreBookedOutOfLoansAsWell() {
    List<Claim> paid = List.of(budget(FAR));
    List<Claim> free = List.of(Calls.budget(TAG, FAR, 0));
    BorrowingGateway gateway = gateways.getFirst();
    callsDecidedHere(gateway, paid).forEach(call -> gateway.book(call, paid, 0));
    List<CallFacts> costNothing = callsDecidedHere(gateway, free);
    List<CallFacts> cost = callsDecidedHere(gateway, paid);
    costNothing.forEach(call -> gateway.book(call, free, 0));
    cost.forEach(call -> gateway.book(call, paid, 7));
    get(gateway.store.drain());

    assertThat(spent()).isEqualTo(cost.size() * 7L);
    await().atMost(PATIENCE).until(() -> reserved() == 0);
  }

  @Test
  void whateverHappensInWhateverOrderTheCountersTellWhatWasBooked() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Call> running = new ArrayList<>();
    long limit = 20_000 * HELD;
    long booked = 0;
    int kills = 0;
    for (int step = 0; step < 400; step++) {
      BorrowingGateway gateway = gateways.get(random.nextInt(gateways.size()));
      // Two limits of one budget: loans under the other one are void
      List<Claim> claims =
          List.of(budget(step / 50 % 2 == 0 ? limit : limit / 2), slots(1 << 20), day(1 << 20));
      for (CallFacts facts : gateway.wave(claims)) {
        running.add(new Call(gateway, facts, claims));
      }
      assertThat(spent() + reserved()).as("seed %d, step %d", seed, step).isBetween(0L, limit);
      while (!running.isEmpty() && random.nextInt(15) != 0) {
        Call call = running.remove(random.nextInt(running.size()));
        long cost = random.nextLong(HELD + 1);
        call.gateway.book(call.facts, call.claims, cost);
        booked += cost;
      }
      if (random.nextInt(100) == 0 && kills < 3) {
        get(gateway.store.drain());
        String copy = "killed-" + kills++;
        gateways.set(
            gateways.indexOf(gateway),
            gateway("again-" + kills, gateway.kill(directory.resolve(copy))));
        booked += running.stream().filter(call -> call.gateway == gateway).count() * HELD;
        running.removeIf(call -> call.gateway == gateway);
      } else if (random.nextInt(60) == 0) {
        await().pollDelay(Duration.ofMillis(1200)).until(() -> true);
      }
    }
    for (Call call : running) {
      call.gateway.book(call.facts, call.claims, HELD);
      booked += HELD;
    }
    gateways.forEach(gateway -> get(gateway.store.drain()));

    long all = booked;
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(spent()).as("seed %d", seed).isEqualTo(all);
              assertThat(spentByKey()).as("seed %d", seed).isEqualTo(all);
              assertThat(reserved()).as("reserved, seed %d", seed).isZero();
              assertThat(slots()).as("slots, seed %d", seed).isZero();
              assertThat(redis.call("HLEN", CounterNames.onLoan(TAG))).isEqualTo(0L);
            });
  }

  private record Call(BorrowingGateway gateway, CallFacts facts, List<Claim> claims) {}

  @Test
  void aWindowThatEndsDoesNotTakeItsLoansAlong() {
    BorrowingGateway gateway = gateways.getFirst();
    List<Claim> november = List.of(budget(FAR));
    List<Claim> december =
        List.of(
            new Claim.Spend(
                "team-search/monthly",
                "2026-12",
                TAG,
                Instant.now().plus(Duration.ofDays(33)),
                FAR,
                HELD,
                FailureMode.DENY));
    List<CallFacts> before = callsDecidedHere(gateway, november);
    List<CallFacts> after = callsDecidedHere(gateway, december);
    before.forEach(call -> gateway.book(call, november, 7));
    after.forEach(call -> gateway.book(call, december, 11));
    get(gateway.store.drain());

    assertThat(spent()).isEqualTo(before.size() * 7L);
    String next = CounterNames.budget(TAG, "team-search/monthly", "2026-12");
    assertThat(number(redis.call("HGET", next, "spent"))).isEqualTo(after.size() * 11L);
    await().atMost(PATIENCE).until(() -> reserved() == 0);
    await().atMost(PATIENCE).until(() -> number(redis.call("HGET", next, "reserved")) == 0);
  }

  @Test
  void aLoanThatRedisMayHaveEndedIsNotUsed() {
    List<Claim> claims = List.of(budget(FAR));
    BorrowingGateway gateway = gateways.getFirst();
    List<CallFacts> calls = callsDecidedHere(gateway, claims);
    redis.stop();
    try {
      await().pollDelay(LIFE).atMost(PATIENCE).until(() -> true);
      assertThat(gateway.wave(claims)).isEmpty();
    } finally {
      redis.restart();
    }
    calls.forEach(call -> gateway.book(call, claims, 7));
    get(gateway.store.drain());
    await().atMost(PATIENCE).until(() -> spent() == calls.size() * 7L);
    await().atMost(PATIENCE).until(() -> reserved() == 0);
  }
}
