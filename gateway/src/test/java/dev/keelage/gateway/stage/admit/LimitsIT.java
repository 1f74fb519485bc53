package dev.keelage.gateway.stage.admit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.snapshot.BudgetPolicy;
import dev.keelage.gateway.snapshot.Caller;
import dev.keelage.gateway.snapshot.LimitPolicy;
import dev.keelage.gateway.stage.admit.AdmitOutcome.Refused;
import dev.keelage.gateway.store.Calls;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.Limits;
import dev.keelage.snapshot.Limits.Rate;
import dev.keelage.snapshot.Limits.Unit;
import dev.keelage.snapshot.Per;
import dev.keelage.snapshot.RatePeriod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** Limits, whoever has them for itself, and what callers are told of them. */
class LimitsIT extends AdmissionCase {
  @Test
  void headersFallAndTellTheTruthOnRefusalToo() {
    Caller caller =
        limited(
            new LimitPolicy("key:a", new Limits(2L, null, null, FailureMode.DENY)),
            new LimitPolicy("team:b", new Limits(100L, 1000L, null, FailureMode.DENY)));

    Reservation first = admitted(call(caller));
    admitted(call(caller));
    Refused refused = (Refused) get(admission.admit(call(caller)));

    assertThat(first.replyHeaders())
        .containsEntry("x-ratelimit-limit-requests", "2")
        .containsEntry("x-ratelimit-remaining-requests", "1")
        .containsEntry("x-ratelimit-limit-tokens", "1000")
        .containsEntry("x-ratelimit-remaining-tokens", "850")
        .containsKey("x-ratelimit-reset-tokens");
    assertThat(refused.replyHeaders())
        .containsEntry("x-ratelimit-remaining-requests", "0")
        .containsEntry("x-ratelimit-remaining-tokens", "700");
    assertThat(refused.rejection())
        .isInstanceOfSatisfying(
            Rejection.RateLimited.class,
            limit -> {
              assertThat(limit.scope()).isEqualTo("key");
              assertThat(limit.unit()).isEqualTo("requests");
              assertThat(limit.limit()).isEqualTo(2);
              assertThat(limit.retryAfter())
                  .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(60));
            });
  }

  @Test
  void aLimitLargerThanTheGuessDoesNotRefuseForEver() {
    Caller caller =
        limited(new LimitPolicy("key:a", new Limits(null, 1000L, null, FailureMode.DENY)));

    admitted(Calls.facts(caller, model(), 100, OptionalLong.empty()));

    assertThat(get(admission.admit(Calls.facts(caller, model(), 100, OptionalLong.of(5000)))))
        .isInstanceOf(Refused.class);
  }

  @Test
  void ratesOfSeveralPeriodsAndUnitsHoldTogether() {
    // Given
    Caller caller =
        limited(
            new LimitPolicy(
                "key:a",
                new Limits(
                    null,
                    null,
                    null,
                    List.of(
                        new Rate(Unit.REQUESTS, RatePeriod.SECOND, 100),
                        new Rate(Unit.REQUESTS, RatePeriod.MONTH, 3),
                        new Rate(Unit.INPUT_TOKENS, RatePeriod.DAY, 1000),
                        new Rate(Unit.OUTPUT_TOKENS, RatePeriod.HOUR, 110)),
                    List.of(),
                    FailureMode.DENY)));

    // When: each holds 100 of input and 50 of output, and the first uses 80 and 10
    Reservation first = admitted(call(caller));
    admitted(call(caller));
    AdmitOutcome third = get(admission.admit(call(caller)));
    settlement.book(first, outcome(first, 80, 10));
    get(settlement.drain());
    Reservation fourth = admitted(call(caller));
    AdmitOutcome fifth = get(admission.admit(call(caller)));

    // Then
    assertThat(first.replyHeaders())
        .containsEntry("x-ratelimit-limit-requests", "3")
        .containsEntry("x-ratelimit-remaining-requests", "2")
        .containsEntry("x-ratelimit-remaining-input-tokens", "900")
        .containsEntry("x-ratelimit-remaining-output-tokens", "60");
    assertThat(rateLimit(third).unit()).isEqualTo("output tokens");
    assertThat(fourth.replyHeaders())
        .containsEntry("x-ratelimit-remaining-requests", "0")
        .containsEntry("x-ratelimit-remaining-input-tokens", "720")
        .containsEntry("x-ratelimit-remaining-output-tokens", "0");
    assertThat(rateLimit(fifth).unit()).isEqualTo("requests");
    assertThat(rateLimit(fifth).retryAfter()).isGreaterThan(Duration.ZERO);
  }

  @Test
  void anthropicClientsReadTheirOwnHeaders() {
    Caller caller =
        limited(new LimitPolicy("key:a", new Limits(2L, 1000L, null, FailureMode.DENY)));

    Reservation reservation = admitted(anthropic(caller, Instant.parse("2026-11-26T10:00:59.5Z")));

    assertThat(reservation.replyHeaders())
        .containsOnly(
            Map.entry("anthropic-ratelimit-requests-limit", "2"),
            Map.entry("anthropic-ratelimit-requests-remaining", "1"),
            Map.entry("anthropic-ratelimit-requests-reset", "2026-11-26T10:01:00Z"),
            Map.entry("anthropic-ratelimit-tokens-limit", "1000"),
            Map.entry("anthropic-ratelimit-tokens-remaining", "850"),
            Map.entry("anthropic-ratelimit-tokens-reset", "2026-11-26T10:01:00Z"));
  }

  @Test
  void everyCustomerHasTheWholeLimitWhereTheBudgetSaysSo() {
    Caller caller = shared(unaligned("0.001", null, null), List.of(), Per.CUSTOMER);

    admitted(of("acme", caller));
    admitted(of("globex", caller));
    admitted(call(caller));

    assertThat(exhausted(of("acme", caller)).budget()).isEqualTo("team-search/each");
    exhausted(call(caller));
    assertThat(redis.call("KEYS", TAG + ":budget:team-search/each#*"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .hasSize(3)
        .noneMatch(name -> name.toString().contains("acme"));
  }

  @Test
  void madeUpCustomersShareACounterBeyondABound() {
    Caller caller = shared(unaligned("0.001", null, null), List.of(), Per.CUSTOMER);
    admission = new Admission(store, shares, new OutputLengths(4096), 2, StoreSignals.NONE);

    admitted(of("acme", caller));
    admitted(of("globex", caller));
    admitted(of("made-up-1", caller));

    exhausted(of("made-up-2", caller));
    exhausted(of("acme", caller));
    assertThat(redis.call("KEYS", TAG + ":budget:team-search/each#*"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .hasSize(3);
  }

  @Test
  void limitsOfAModelAndOfEachCustomerAreCountedApart() {
    Caller caller =
        limited(
            scoped("team:b~1", List.of("ai/gpt-4o"), null, 3),
            scoped("team:b~2", List.of("ai/something-else"), null, 0),
            scoped("team:b~all", List.of(), Per.CUSTOMER, 1));

    admitted(of("acme", caller));
    assertThat(rateLimit(get(admission.admit(of("acme", caller)))).policy()).contains("team:b");
    admitted(of("globex", caller));
    admitted(call(caller));

    assertThat(rateLimit(get(admission.admit(of("initech", caller)))).limit()).isEqualTo(3);
  }

  @Test
  void limitsAndBudgetsOfATagHoldForCallsThatHaveIt() {
    LimitPolicy limit =
        new LimitPolicy(
            "team:b~1",
            List.of(new Rate(Unit.REQUESTS, RatePeriod.DAY, 0)),
            OptionalLong.empty(),
            List.of(),
            List.of("nightly", "batch"),
            Optional.empty(),
            FailureMode.DENY);
    BudgetEntry budget =
        new BudgetEntry(
            "team-search/batch",
            List.of(unaligned("0", null, null)),
            List.of(),
            BudgetEntry.Action.BLOCK,
            null,
            null,
            FailureMode.DENY,
            List.of(Calls.TENANT),
            List.of(),
            List.of(),
            List.of(),
            List.of("batch"),
            null);

    admitted(tagged(limited(limit), "interactive"));
    assertThat(rateLimit(get(admission.admit(tagged(limited(limit), "x", "batch")))).limit())
        .isZero();
    Caller spending = with(List.of(), List.of(BudgetPolicy.of(budget, TAG)));
    admitted(tagged(spending));
    exhausted(tagged(spending, "batch"));
  }
}
