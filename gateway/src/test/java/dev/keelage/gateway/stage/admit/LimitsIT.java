package dev.keelage.gateway.stage.admit;

import static dev.keelage.gateway.stage.admit.Callers.TAG;
import static dev.keelage.gateway.stage.admit.Callers.anthropic;
import static dev.keelage.gateway.stage.admit.Callers.call;
import static dev.keelage.gateway.stage.admit.Callers.limited;
import static dev.keelage.gateway.stage.admit.Callers.model;
import static dev.keelage.gateway.stage.admit.Callers.of;
import static dev.keelage.gateway.stage.admit.Callers.once;
import static dev.keelage.gateway.stage.admit.Callers.scoped;
import static dev.keelage.gateway.stage.admit.Callers.shared;
import static dev.keelage.gateway.stage.admit.Callers.tagged;
import static dev.keelage.gateway.stage.admit.Callers.under;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.exchange.Rejection;
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

    Reservation first = desk.admitted(call(caller));
    desk.admitted(call(caller));
    Refused refused = desk.refused(call(caller));

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

    desk.admitted(Calls.facts(caller, model(), 100, OptionalLong.empty()));

    assertThat(desk.admit(Calls.facts(caller, model(), 100, OptionalLong.of(5000))))
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
    Reservation first = desk.admitted(call(caller));
    desk.admitted(call(caller));
    Rejection.RateLimited third = desk.limited(call(caller));
    desk.book(first, 80, 10);
    Reservation fourth = desk.admitted(call(caller));
    Rejection.RateLimited fifth = desk.limited(call(caller));

    // Then
    assertThat(first.replyHeaders())
        .containsEntry("x-ratelimit-limit-requests", "3")
        .containsEntry("x-ratelimit-remaining-requests", "2")
        .containsEntry("x-ratelimit-remaining-input-tokens", "900")
        .containsEntry("x-ratelimit-remaining-output-tokens", "60");
    assertThat(third.unit()).isEqualTo("output tokens");
    assertThat(fourth.replyHeaders())
        .containsEntry("x-ratelimit-remaining-requests", "0")
        .containsEntry("x-ratelimit-remaining-input-tokens", "720")
        .containsEntry("x-ratelimit-remaining-output-tokens", "0");
    assertThat(fifth.unit()).isEqualTo("requests");
    assertThat(fifth.retryAfter()).isGreaterThan(Duration.ZERO);
  }

  @Test
  void anthropicClientsReadTheirOwnHeaders() {
    Caller caller =
        limited(new LimitPolicy("key:a", new Limits(2L, 1000L, null, FailureMode.DENY)));

    Reservation reservation =
        desk.admitted(anthropic(caller, Instant.parse("2026-11-26T10:00:59.5Z")));

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
    Caller caller = shared(once("0.001"), List.of(), Per.CUSTOMER);

    desk.admitted(of("acme", caller));
    desk.admitted(of("globex", caller));
    desk.admitted(call(caller));

    assertThat(desk.exhausted(of("acme", caller)).budget()).isEqualTo("team-search/each");
    desk.exhausted(call(caller));
    assertThat(redis.call("KEYS", TAG + ":budget:team-search/each#*"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .hasSize(3)
        .noneMatch(name -> name.toString().contains("acme"));
  }

  @Test
  void madeUpCustomersShareACounterBeyondABound() {
    Caller caller = shared(once("0.001"), List.of(), Per.CUSTOMER);
    desk.admitBy(
        new Admission(desk.store, desk.shares, new OutputLengths(4096), 2, StoreSignals.NONE));

    desk.admitted(of("acme", caller));
    desk.admitted(of("globex", caller));
    desk.admitted(of("made-up-1", caller));

    desk.exhausted(of("made-up-2", caller));
    desk.exhausted(of("acme", caller));
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

    desk.admitted(of("acme", caller));
    assertThat(desk.limited(of("acme", caller)).policy()).contains("team:b");
    desk.admitted(of("globex", caller));
    desk.admitted(call(caller));

    assertThat(desk.limited(of("initech", caller)).limit()).isEqualTo(3);
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
            List.of(once("0")),
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

    desk.admitted(tagged(limited(limit), "interactive"));
    assertThat(desk.limited(tagged(limited(limit), "x", "batch")).limit()).isZero();
    Caller spending = under(TAG, budget);
    desk.admitted(tagged(spending));
    desk.exhausted(tagged(spending, "batch"));
  }
}
