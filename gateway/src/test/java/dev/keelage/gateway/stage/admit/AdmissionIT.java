package dev.keelage.gateway.stage.admit;

import static dev.keelage.gateway.stage.admit.Callers.TAG;
import static dev.keelage.gateway.stage.admit.Callers.anthropic;
import static dev.keelage.gateway.stage.admit.Callers.budgeted;
import static dev.keelage.gateway.stage.admit.Callers.call;
import static dev.keelage.gateway.stage.admit.Callers.limited;
import static dev.keelage.gateway.stage.admit.Callers.once;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.snapshot.Caller;
import dev.keelage.gateway.snapshot.LimitPolicy;
import dev.keelage.gateway.snapshot.ServedModel;
import dev.keelage.gateway.stage.admit.AdmitOutcome.Admitted;
import dev.keelage.gateway.store.Calls;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.Limits;
import dev.keelage.snapshot.cost.Price;
import dev.keelage.snapshot.counter.CounterNames;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What an exhausted budget does to calls, and what holds without counters or prices. */
class AdmissionIT extends AdmissionCase {
  @Test
  void aCallWithoutLimitsClaimsNothingAndIsBooked() {
    Reservation reservation = desk.admitted(call(Calls.caller()));
    assertThat(reservation.claims()).isEmpty();

    desk.book(reservation, 80, 10);

    assertThat(redis.call("XLEN", CounterNames.ledger(TAG))).isEqualTo(1L);
  }

  @Test
  void whatHasNoPriceIsLeftOutOrRefused() {
    ServedModel mixed = Calls.model(Calls.price("1", "1"), null);
    ServedModel none = Calls.model((Price) null);
    Caller budgeted = budgeted("1", FailureMode.DENY);

    assertThat(
            desk.admitted(Calls.facts(budgeted, mixed, 1, OptionalLong.of(1)))
                .facts()
                .model()
                .deployments())
        .hasSize(1);
    assertThat(desk.refused(Calls.facts(budgeted, none, 1, OptionalLong.of(1))).rejection())
        .isInstanceOf(Rejection.Unpriced.class);
    assertThat(
            desk.admitted(Calls.facts(Calls.caller(), mixed, 1, OptionalLong.of(1)))
                .facts()
                .model()
                .deployments())
        .hasSize(2);
  }

  @Test
  void observingBudgetCountsAndTellsAndRefusesNobody() {
    List<String> overdrawn = new CopyOnWriteArrayList<>();
    Caller caller = budgeted(BudgetEntry.Action.OBSERVE, null, FailureMode.ALLOW, once("0.001"));
    desk.admitBy(
        new Admission(
            desk.store,
            desk.shares,
            4096,
            new StoreSignals() {
              @Override
              public void overdrawn(String budget) {
                overdrawn.add(budget);
              }
            }));

    desk.admitted(call(caller));
    assertThat(overdrawn).isEmpty();
    desk.admitted(call(caller));

    assertThat(overdrawn).containsExactly("team-search/ALLOW");
    assertThat(
            redis.call("HGET", CounterNames.budget(TAG, "team-search/ALLOW", "once"), "reserved"))
        .isEqualTo("15000000");
  }

  @Test
  void observingBudgetDoesNotRefuseForWantOfAPrice() {
    ServedModel unpriced = Calls.model((Price) null);
    Caller caller = budgeted(BudgetEntry.Action.OBSERVE, null, FailureMode.ALLOW, once("1"));

    desk.admitted(Calls.facts(caller, unpriced, 1, OptionalLong.of(1)));
  }

  @Test
  void throttlingBudgetLetsFewCallsThroughOnceItIsExhausted() {
    Caller caller = budgeted(BudgetEntry.Action.THROTTLE, 2L, FailureMode.DENY, once("0.001"));

    desk.admitted(call(caller));
    desk.admitted(call(caller));
    Reservation last = desk.admitted(call(caller));

    assertThat(last.replyHeaders()).containsEntry("x-ratelimit-remaining-requests", "0");
    assertThat(desk.limited(call(caller)).scope()).isEqualTo("budget");
    assertThat(redis.call("HGET", CounterNames.budget(TAG, "team-search/DENY", "once"), "reserved"))
        .as("what passes is counted")
        .isEqualTo("22500000");
  }

  @Test
  void eachPolicySaysWhatHappensWithoutRedis() {
    Caller deny = budgeted("1", FailureMode.DENY);
    Caller allow = budgeted("1", FailureMode.ALLOW);
    Caller share =
        limited(new LimitPolicy("key:a", new Limits(2L, null, null, FailureMode.LOCAL_SHARE)));
    desk.admitted(call(share));
    redis.stop();
    try {
      await().atMost(PATIENCE).until(() -> !desk.store.reachable());

      assertThat(desk.refused(call(deny)).rejection()).isInstanceOf(Rejection.Unavailable.class);
      Reservation allowed = desk.admitted(call(allow));
      assertThat(allowed.stored()).isFalse();
      desk.settlement.book(allowed, Desk.outcome(allowed, 80, 10));

      // One of the two of this minute was used before.
      int passed = 0;
      for (int i = 0; i < 8; i++) {
        passed += desk.admit(call(share)) instanceof Admitted ? 1 : 0;
      }
      assertThat(passed).isEqualTo(1);
      assertThat(desk.refused(call(share)).replyHeaders())
          .containsEntry("x-ratelimit-limit-requests", "2")
          .containsEntry("x-ratelimit-remaining-requests", "0")
          .containsKey("x-ratelimit-reset-requests");
      assertThat(desk.refused(anthropic(share, Calls.STARTED)).replyHeaders())
          .containsEntry("anthropic-ratelimit-requests-limit", "2")
          .containsEntry("anthropic-ratelimit-requests-remaining", "0")
          .containsKey("anthropic-ratelimit-requests-reset");
    } finally {
      redis.restart();
    }

    // What was served meanwhile is booked.
    Desk.get(desk.settlement.drain());
    assertThat(redis.call("XLEN", CounterNames.ledger(TAG))).isEqualTo(1L);
  }
}
