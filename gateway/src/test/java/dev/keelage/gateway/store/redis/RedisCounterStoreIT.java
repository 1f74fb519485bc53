package dev.keelage.gateway.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.admit.Claim;
import dev.keelage.gateway.stage.admit.Decision;
import dev.keelage.gateway.stage.admit.Decision.Standing;
import dev.keelage.gateway.store.Calls;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.counter.CounterNames;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedisCounterStoreIT extends StoreCase {
  private static final String REAPED = CounterNames.reservations(TAG);

  @Test
  void aBudgetForAHundredCallsLetsAHundredThrough() {
    // Given two gateways and a budget for a hundred calls, in amounts that a double cannot hold
    long cost = 12_345_678_901_234_567L;
    var claims = List.<Claim>of(Calls.budget(TAG, 100 * cost + cost / 2, cost));
    RedisCounterStore one = store();
    RedisCounterStore two = store();

    // When three hundred calls come at once
    List<Future<Decision>> decisions = new ArrayList<>();
    List<CallFacts> calls = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      CallFacts facts = Calls.facts();
      calls.add(facts);
      decisions.add((i % 2 == 0 ? one : two).reserve(facts, claims, cost));
    }
    get(Future.join(decisions));

    // Then exactly a hundred pass, and what is reserved is exactly theirs
    List<CallFacts> passed = new ArrayList<>();
    for (int i = 0; i < decisions.size(); i++) {
      if (decisions.get(i).result() instanceof Decision.Granted) {
        passed.add(calls.get(i));
      }
    }
    assertThat(passed).hasSize(100);
    assertThat(reserved()).isEqualTo(100 * cost);

    // And settled for a little less, the counters say so to the last unit
    passed.forEach(
        facts -> one.book(Calls.reservation(facts, claims, cost), Calls.entry(facts, cost - 1)));
    get(one.drain());
    assertThat(reserved()).isZero();
    assertThat(spent()).isEqualTo(100 * (cost - 1));
    assertThat(ledger()).hasSize(100);
    assertThat(redis.call("ZCARD", REAPED)).isEqualTo(0L);
    assertThat(redis.call("GET", spentByKey())).isEqualTo(Long.toString(100 * (cost - 1)));
  }

  @Test
  void holdsAllClaimsOrNone() {
    var claims =
        List.<Claim>of(
            new Claim.Requests("key:a", "1", 10, FailureMode.DENY),
            new Claim.Tokens("key:a", "1", 1000, 600, FailureMode.DENY),
            new Claim.Concurrency("key:a", 5, FailureMode.DENY),
            Calls.budget(TAG, 1000, 400));
    RedisCounterStore store = store();

    Decision first = get(store.reserve(Calls.facts(), claims, 400));
    Decision second = get(store.reserve(Calls.facts(), claims, 400));

    assertThat(first)
        .isEqualTo(
            new Decision.Granted(
                List.of(
                    new Standing(0, 0),
                    new Standing(0, 0),
                    new Standing(0, 0),
                    new Standing(0, 0))));
    assertThat(second)
        .isEqualTo(
            new Decision.Refused(
                1,
                List.of(
                    new Standing(1, 0),
                    new Standing(600, 0),
                    new Standing(1, 0),
                    new Standing(0, 400))));
    assertThat(redis.call("GET", CounterNames.requests(TAG, "key:a", "1"))).isEqualTo("1");
    assertThat(redis.call("ZCARD", CounterNames.concurrency(TAG, "key:a"))).isEqualTo(1L);
    assertThat(reserved()).isEqualTo(400);
  }

  @Test
  void correctsTokensAndFreesConcurrencyWhenSettled() {
    var claims =
        List.<Claim>of(
            new Claim.Requests("key:a", "1", 10, FailureMode.DENY),
            new Claim.Tokens("key:a", "1", 1000, 600, FailureMode.DENY),
            new Claim.Concurrency("key:a", 1, FailureMode.DENY));
    RedisCounterStore store = store();
    CallFacts facts = Calls.facts();
    get(store.reserve(facts, claims, 0));

    assertThat(get(store.reserve(Calls.facts(), claims, 0))).isInstanceOf(Decision.Refused.class);
    store.book(Calls.reservation(facts, claims, 0), Calls.entry(facts, 0));
    get(store.drain());

    assertThat(redis.call("GET", CounterNames.tokens(TAG, "key:a", "1"))).isEqualTo("130");
    assertThat(redis.call("EXISTS", CounterNames.concurrency(TAG, "key:a"))).isEqualTo(0L);
    assertThat(redis.call("TTL", CounterNames.tokens(TAG, "key:a", "1"))).isNotEqualTo(-1L);
    assertThat(redis.call("TTL", CounterNames.requests(TAG, "key:a", "1"))).isNotEqualTo(-1L);
  }

  @Test
  void aFreeCallDoesNotPassAnExhaustedBudget() {
    RedisCounterStore store = store();
    CallFacts facts = Calls.facts();
    var claims = List.<Claim>of(Calls.budget(TAG, 1000, 1000));
    get(store.reserve(facts, claims, 1000));
    store.book(Calls.reservation(facts, claims, 1000), Calls.entry(facts, 1000));
    get(store.drain());

    Decision free = get(store.reserve(Calls.facts(), List.of(Calls.budget(TAG, 1000, 0)), 0));

    assertThat(free).isEqualTo(new Decision.Refused(0, List.of(new Standing(1000, 0))));
  }

  @Test
  void amountsBeyondWhatADoubleHoldsAreExact() {
    // Given a budget of ten million USD and a bit, with 401 units of 10^-10 USD left
    long limit = 100_000_000_000_000_001L;
    redis.call("HSET", BUDGET, "spent", Long.toString(limit - 401), "reserved", "0");
    RedisCounterStore store = store();
    CallFacts facts = Calls.facts();
    var claims = List.<Claim>of(Calls.budget(TAG, limit, 400));

    assertThat(get(store.reserve(facts, claims, 400))).isInstanceOf(Decision.Granted.class);
    assertThat(get(store.reserve(Calls.facts(), List.of(Calls.budget(TAG, limit, 2)), 2)))
        .isEqualTo(new Decision.Refused(0, List.of(new Standing(limit - 401, 400))));
    assertThat(get(store.reserve(Calls.facts(), List.of(Calls.budget(TAG, limit, 1)), 1)))
        .isInstanceOf(Decision.Granted.class);

    store.book(Calls.reservation(facts, claims, 400), Calls.entry(facts, 399));
    get(store.drain());
    assertThat(spent()).isEqualTo(limit - 2);
    assertThat(reserved()).isEqualTo(1);
  }

  @Test
  void bookingTwiceBooksOnce() {
    RedisCounterStore store = store();
    CallFacts facts = Calls.facts();
    var claims = List.<Claim>of(Calls.budget(TAG, 1000, 400));
    get(store.reserve(facts, claims, 400));

    for (int i = 0; i < 3; i++) {
      store.book(Calls.reservation(facts, claims, 400), Calls.entry(facts, 123));
      get(store.drain());
    }

    assertThat(spent()).isEqualTo(123);
    assertThat(reserved()).isZero();
    assertThat(ledger()).hasSize(1);
  }

  @Test
  void callsOfOneRunSeeEachOther() {
    // Given limits of several kinds, and calls that go out in one script run
    RedisCounterStore store = store();
    get(store.reserve(Calls.facts(), List.of(), 0));
    long large = 3_000_000_000_000_000_000L;
    List<Future<Decision>> decisions = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      decisions.add(
          store.reserve(
              Calls.facts(),
              List.of(
                  new Claim.Requests("key:a", "1", 15, FailureMode.DENY),
                  new Claim.Tokens("key:a", "1", 1300, 100, FailureMode.DENY),
                  new Claim.Concurrency("key:a", 5, FailureMode.DENY),
                  Calls.budget(TAG, Long.MAX_VALUE, large)),
              large));
    }
    get(Future.join(decisions));

    // Then the narrowest holds: three times the amount fits into 63 bits, four times does not
    assertThat(decisions.stream().filter(each -> each.result() instanceof Decision.Granted))
        .hasSize(3);
    assertThat(decisions.get(2).result().standings())
        .isEqualTo(
            List.of(
                new Standing(2, 0),
                new Standing(200, 0),
                new Standing(2, 0),
                new Standing(0, 2 * large)));
    assertThat(decisions.get(9).result())
        .isInstanceOfSatisfying(
            Decision.Refused.class, refused -> assertThat(refused.claim()).isEqualTo(3));
    assertThat(reserved()).isEqualTo(3 * large);
    assertThat(redis.call("GET", CounterNames.requests(TAG, "key:a", "1"))).isEqualTo("3");
    assertThat(redis.call("ZCARD", CounterNames.concurrency(TAG, "key:a"))).isEqualTo(3L);
    assertThat(redis.call("TTL", BUDGET)).isNotEqualTo(-1L);
  }
}
