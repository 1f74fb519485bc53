package dev.keelage.gateway.store.redis;

import static dev.keelage.gateway.store.redis.BorrowingGateway.get;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.admit.Claim;
import dev.keelage.gateway.store.Calls;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.RatePeriod;
import dev.keelage.snapshot.counter.CounterNames;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gateways that borrow money, slots and requests of a day, and what the counters say. */
abstract class MoneyLoansCase extends LoansCase {
  static final String BUDGET = CounterNames.budget(TAG, "team-search/monthly", "2026-11");
  static final String SLOTS = CounterNames.concurrency(TAG, "key:a");
  static final String DAY = CounterNames.requests(TAG, "key:a", "day-1");

  /** A busy machine may sleep for longer than two seconds, and its gateways with it. */
  static final Duration LIFE = Duration.ofSeconds(5);

  static final long FAR = 1L << 40;

  MoneyLoansCase() {
    super(LIFE);
  }

  /** A wave all of which was decided out of loans; the waves before it are booked, at nothing. */
  static List<CallFacts> callsDecidedHere(BorrowingGateway gateway, List<Claim> claims) {
    List<CallFacts> decided = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              int here = gateway.decidedHere.get();
              List<CallFacts> calls = gateway.wave(claims);
              if (gateway.decidedHere.get() == here + BorrowingGateway.WAVE) {
                return decided.addAll(calls);
              }
              calls.forEach(call -> gateway.book(call, claims, 0));
              get(gateway.store.drain());
              return false;
            });
    return decided;
  }

  /** Whether any gateway's notes have the call. */
  static boolean isNoted(CallFacts call) {
    return redis.call("KEYS", TAG + ":begun:*") instanceof List<?> notes
        && notes.stream()
            .anyMatch(
                each ->
                    Long.valueOf(1).equals(redis.call("HEXISTS", each.toString(), call.callId())));
  }

  static Claim budget(long limit) {
    return Calls.budget(TAG, limit, BorrowingGateway.HELD);
  }

  static Claim slots(long limit) {
    return new Claim.Concurrency("key:a", limit, FailureMode.DENY);
  }

  static Claim day(long limit) {
    return new Claim.Requests(
        "key:a",
        "day-1",
        RatePeriod.DAY,
        Instant.now().plus(Duration.ofDays(1)),
        Optional.empty(),
        limit,
        FailureMode.DENY);
  }

  /** Those of a killed gateway stay as members until somebody looks, but they are over. */
  static long slots() {
    return number(redis.call("ZCOUNT", SLOTS, Long.toString(System.currentTimeMillis()), "+inf"));
  }

  static long spent() {
    return number(redis.call("HGET", BUDGET, "spent"));
  }

  static long reserved() {
    return number(redis.call("HGET", BUDGET, "reserved"));
  }

  static long spentByKey() {
    return number(redis.call("GET", CounterNames.keySpent(TAG, Calls.KEY, Calls.MONTH)));
  }

  static long number(@Nullable Object reply) {
    return Long.parseLong(Objects.toString(reply, "0"));
  }
}
