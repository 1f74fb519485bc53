package dev.keelage.gateway.stage.admit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.snapshot.Caller;
import dev.keelage.gateway.snapshot.LimitPolicy;
import dev.keelage.gateway.snapshot.ServedModel;
import dev.keelage.gateway.stage.admit.AdmitOutcome.Admitted;
import dev.keelage.gateway.stage.admit.AdmitOutcome.Refused;
import dev.keelage.gateway.store.Calls;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.CounterNames;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.Limits;
import dev.keelage.snapshot.Price;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What an exhausted budget does to calls, and what holds without counters or prices. */
class AdmissionIT extends AdmissionCase {
  @Test
  void aCallWithoutLimitsIsBookedWithoutAReservation() {
    Reservation reservation = admitted(call(Calls.caller()));
    assertThat(redis.call("KEYS", TAG + "*")).isEqualTo(List.of());

    settlement.book(reservation, outcome(reservation, 80, 10));
    get(settlement.drain());

    assertThat(redis.call("XLEN", CounterNames.ledger(TAG))).isEqualTo(1L);
  }

  @Test
  void whatHasNoPriceIsLeftOutOrRefused() {
    ServedModel mixed = Calls.model(Calls.price("1", "1"), null);
    ServedModel none = Calls.model((Price) null);
    Caller budgeted = budgeted("1", FailureMode.DENY);

    assertThat(
            admitted(Calls.facts(budgeted, mixed, 1, OptionalLong.of(1)))
                .facts()
                .model()
                .deployments())
        .hasSize(1);
    assertThat(get(admission.admit(Calls.facts(budgeted, none, 1, OptionalLong.of(1)))))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.rejection()).isInstanceOf(Rejection.Unpriced.class));
    assertThat(
            admitted(Calls.facts(Calls.caller(), mixed, 1, OptionalLong.of(1)))
                .facts()
                .model()
                .deployments())
        .hasSize(2);
  }

  @Test
  void observingBudgetCountsAndTellsAndRefusesNobody() {
    List<String> overdrawn = new CopyOnWriteArrayList<>();
    Caller caller =
        budgeted(
            BudgetEntry.Action.OBSERVE, null, FailureMode.ALLOW, unaligned("0.001", null, null));
    admission =
        new Admission(
            store,
            shares,
            4096,
            new StoreSignals() {
              @Override
              public void overdrawn(String budget) {
                overdrawn.add(budget);
              }
            });

    admitted(call(caller));
    assertThat(overdrawn).isEmpty();
    admitted(call(caller));

    assertThat(overdrawn).containsExactly("team-search/ALLOW");
    assertThat(
            redis.call("HGET", CounterNames.budget(TAG, "team-search/ALLOW", "once"), "reserved"))
        .isEqualTo("15000000");
  }

  @Test
  void observingBudgetDoesNotRefuseForWantOfAPrice() {
    ServedModel unpriced = Calls.model((Price) null);
    Caller caller =
        budgeted(BudgetEntry.Action.OBSERVE, null, FailureMode.ALLOW, unaligned("1", null, null));

    admitted(Calls.facts(caller, unpriced, 1, OptionalLong.of(1)));
  }

  @Test
  void throttlingBudgetLetsFewCallsThroughOnceItIsExhausted() {
    Caller caller =
        budgeted(BudgetEntry.Action.THROTTLE, 2L, FailureMode.DENY, unaligned("0.001", null, null));

    admitted(call(caller));
    admitted(call(caller));
    Reservation last = admitted(call(caller));

    assertThat(last.replyHeaders()).containsEntry("x-ratelimit-remaining-requests", "0");
    assertThat(get(admission.admit(call(caller))))
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.rejection())
                    .isInstanceOfSatisfying(
                        Rejection.RateLimited.class,
                        limit -> assertThat(limit.scope()).isEqualTo("budget")));
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
    admitted(call(share));
    redis.stop();
    try {
      await().atMost(PATIENCE).until(() -> !store.reachable());

      assertThat(get(admission.admit(call(deny))))
          .isInstanceOfSatisfying(
              Refused.class,
              refused -> assertThat(refused.rejection()).isInstanceOf(Rejection.Unavailable.class));
      Reservation allowed = admitted(call(allow));
      assertThat(allowed.stored()).isFalse();
      settlement.book(allowed, outcome(allowed, 80, 10));

      // One of the two of this minute was used before.
      int passed = 0;
      for (int i = 0; i < 8; i++) {
        passed += get(admission.admit(call(share))) instanceof Admitted ? 1 : 0;
      }
      assertThat(passed).isEqualTo(1);
      assertThat(((Refused) get(admission.admit(call(share)))).replyHeaders())
          .containsEntry("x-ratelimit-limit-requests", "2")
          .containsEntry("x-ratelimit-remaining-requests", "0")
          .containsKey("x-ratelimit-reset-requests");
      assertThat(((Refused) get(admission.admit(anthropic(share, Calls.STARTED)))).replyHeaders())
          .containsEntry("anthropic-ratelimit-requests-limit", "2")
          .containsEntry("anthropic-ratelimit-requests-remaining", "0")
          .containsKey("anthropic-ratelimit-requests-reset");
    } finally {
      redis.restart();
    }

    // What was served meanwhile is booked.
    get(settlement.drain());
    assertThat(redis.call("XLEN", CounterNames.ledger(TAG))).isEqualTo(1L);
  }
}
