package dev.keelage.gateway.stage.admit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.exchange.WireFormat;
import dev.keelage.gateway.snapshot.BudgetPolicy;
import dev.keelage.gateway.snapshot.Caller;
import dev.keelage.gateway.snapshot.LimitPolicy;
import dev.keelage.gateway.snapshot.ServedModel;
import dev.keelage.gateway.stage.admit.AdmitOutcome.Admitted;
import dev.keelage.gateway.stage.admit.AdmitOutcome.Refused;
import dev.keelage.gateway.stage.settle.CallOutcome;
import dev.keelage.gateway.stage.settle.Receipt;
import dev.keelage.gateway.stage.settle.Settlement;
import dev.keelage.gateway.store.Calls;
import dev.keelage.gateway.store.redis.RedisCounterStore;
import dev.keelage.gateway.store.redis.RedisSettings;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.CounterNames;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.Limits;
import dev.keelage.snapshot.Limits.Rate;
import dev.keelage.snapshot.Limits.Unit;
import dev.keelage.snapshot.Per;
import dev.keelage.snapshot.Price;
import dev.keelage.snapshot.RatePeriod;
import dev.keelage.testkit.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdmissionIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String TAG = CounterNames.tenantTag(Calls.TENANT);

  private static RedisServer redis;
  private static Vertx vertx;

  private final LocalShares shares = new LocalShares();
  private RedisCounterStore store;
  private Admission admission;
  private Settlement settlement;

  @BeforeAll
  static void startServers() {
    redis = RedisServer.start();
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopServers() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    redis.close();
  }

  @BeforeEach
  void start() {
    redis.call("FLUSHALL");
    store =
        RedisCounterStore.start(
            vertx, RedisSettings.single(redis.uri(), "gateway-1"), StoreSignals.NONE);
    admission = new Admission(store, shares, 4096, StoreSignals.NONE);
    settlement = new Settlement(store, shares);
  }

  @AfterEach
  void stop() {
    get(store.close());
  }

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
  void aBudgetReservesTheWorstCaseAndBooksTheRealCost() {
    // 100 input tokens at 2.50 and 50 of output at 10 USD per million: 0.00075 USD at most
    Caller caller = budgeted("0.0011", FailureMode.DENY);
    Reservation reservation = admitted(call(caller));
    assertThat(reservation.reservedCost()).isEqualTo(7_500_000);
    assertThat(get(admission.admit(call(caller))))
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.rejection()).isInstanceOf(Rejection.BudgetExhausted.class));

    Receipt receipt = settlement.book(reservation, outcome(reservation, 80, 10));
    get(settlement.drain());

    assertThat(receipt.cost()).isEqualByComparingTo("0.0003");
    assertThat(receipt.priced()).isTrue();
    admitted(call(caller));
  }

  @Test
  void aCallWithoutLimitsIsBookedWithoutAReservation() {
    Reservation reservation = admitted(call(Calls.caller()));
    assertThat(redis.call("KEYS", TAG + "*")).isEqualTo(List.of());

    settlement.book(reservation, outcome(reservation, 80, 10));
    get(settlement.drain());

    assertThat(redis.call("XLEN", CounterNames.ledger(TAG))).isEqualTo(1L);
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
    CallFacts facts = call(caller);

    Reservation reservation =
        admitted(
            new CallFacts(
                facts.callId(),
                facts.operation(),
                WireFormat.ANTHROPIC,
                caller,
                facts.model(),
                facts.envelope(),
                Optional.empty(),
                Instant.parse("2026-11-26T10:00:59.5Z")));

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
  void everyWindowOfABudgetHolds() {
    // Each call holds 0.00075 USD.
    Caller caller =
        budgeted(
            BudgetEntry.Action.BLOCK,
            null,
            FailureMode.DENY,
            yearly("1"),
            BudgetEntry.Window.of(
                new BigDecimal("0.0016"), BudgetEntry.Calendar.DAY, "Asia/Kathmandu"));

    admitted(call(caller));
    admitted(call(caller));

    assertThat(exhausted(call(caller)).limit()).isEqualTo("0.0016");
  }

  @Test
  void rollingWindowNeverLetsMoreThanTheLimitThroughInItsLength() {
    Caller caller =
        budgeted(
            BudgetEntry.Action.BLOCK, null, FailureMode.DENY, unaligned("0.0016", null, 86_400L));

    admitted(at(caller, Duration.ZERO));
    admitted(at(caller, Duration.ofHours(12)));

    exhausted(at(caller, Duration.ofHours(24).minusSeconds(1)));
    // An eighth of the length later at most, the first one counts no more.
    admitted(at(caller, Duration.ofHours(27)));
    exhausted(at(caller, Duration.ofHours(27)));
  }

  @Test
  void oneOffBudgetNeverStartsAgain() {
    Caller caller =
        budgeted(BudgetEntry.Action.BLOCK, null, FailureMode.DENY, unaligned("0.0008", null, null));

    admitted(call(caller));

    exhausted(at(caller, Duration.ofDays(4000)));
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
  void budgetOfAModelDoesNotTouchOthers() {
    Caller other = shared(unaligned("0", null, null), List.of("ai/something-else"), Per.KEY);
    Caller same = shared(unaligned("0", null, null), List.of("ai/gpt-4o"), Per.KEY);

    admitted(call(other));
    exhausted(call(same));
  }

  @Test
  void temporaryIncreaseHoldsUntilItEnds() {
    long end = Calls.STARTED.getEpochSecond() + 60;
    Caller caller =
        budgeted(
            BudgetEntry.Action.BLOCK,
            null,
            FailureMode.DENY,
            unaligned("0.0008", new BudgetEntry.Increase(new BigDecimal("0.0016"), end), null));

    admitted(call(caller));
    admitted(call(caller));

    exhausted(at(caller, Duration.ofSeconds(60)));
    admitted(at(caller, Duration.ofSeconds(59)));
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
      assertThat(get(admission.admit(call(share)))).isInstanceOf(Refused.class);
    } finally {
      redis.restart();
    }

    // What was served meanwhile is booked.
    get(settlement.drain());
    assertThat(redis.call("XLEN", CounterNames.ledger(TAG))).isEqualTo(1L);
  }

  private static ServedModel model() {
    return Calls.model(Calls.price("2.50", "10"));
  }

  private static CallFacts call(Caller caller) {
    return Calls.facts(caller, model(), 100, OptionalLong.of(50));
  }

  private static CallFacts at(Caller caller, Duration later) {
    CallFacts facts = call(caller);
    return new CallFacts(
        facts.callId(),
        facts.operation(),
        facts.format(),
        facts.caller(),
        facts.model(),
        facts.envelope(),
        facts.customer(),
        facts.startedAt().plus(later));
  }

  private static Rejection.RateLimited rateLimit(AdmitOutcome outcome) {
    assertThat(outcome).isInstanceOf(Refused.class);
    return (Rejection.RateLimited) ((Refused) outcome).rejection();
  }

  private Rejection.BudgetExhausted exhausted(CallFacts facts) {
    AdmitOutcome outcome = get(admission.admit(facts));
    assertThat(outcome).isInstanceOf(Refused.class);
    assertThat(((Refused) outcome).rejection()).isInstanceOf(Rejection.BudgetExhausted.class);
    return (Rejection.BudgetExhausted) ((Refused) outcome).rejection();
  }

  private Reservation admitted(CallFacts facts) {
    AdmitOutcome outcome = get(admission.admit(facts));
    assertThat(outcome).isInstanceOf(Admitted.class);
    return ((Admitted) outcome).reservation();
  }

  private static CallOutcome outcome(Reservation reservation, long input, long output) {
    return new CallOutcome(
        CallOutcome.Ending.COMPLETED,
        Optional.of(reservation.facts().model().deployments().getFirst()),
        Usage.ofText(input, 0, 0, 0, output, 0, false),
        1,
        200,
        Duration.ofMillis(300),
        Optional.empty());
  }

  private static Caller limited(LimitPolicy... policies) {
    return with(List.of(policies), List.of());
  }

  private static Caller budgeted(String usd, FailureMode whenAway) {
    return budgeted(BudgetEntry.Action.BLOCK, null, whenAway, yearly(usd));
  }

  private static Caller budgeted(
      BudgetEntry.Action action,
      @Nullable Long throttle,
      FailureMode whenAway,
      BudgetEntry.Window... windows) {
    BudgetEntry entry =
        new BudgetEntry(
            "team-search/" + whenAway,
            List.of(windows),
            List.of(),
            action,
            throttle,
            action == BudgetEntry.Action.DOWNGRADE ? "ai/cheap" : null,
            whenAway,
            List.of(Calls.TENANT),
            List.of());
    return with(List.of(), List.of(BudgetPolicy.of(entry, TAG)));
  }

  private static Caller shared(BudgetEntry.Window window, List<String> models, Per per) {
    BudgetEntry entry =
        new BudgetEntry(
            "team-search/each",
            List.of(window),
            List.of(),
            BudgetEntry.Action.BLOCK,
            null,
            null,
            FailureMode.DENY,
            List.of(Calls.TENANT),
            List.of(),
            models,
            per);
    return with(List.of(), List.of(BudgetPolicy.of(entry, TAG)));
  }

  private static CallFacts of(String customer, Caller caller) {
    CallFacts facts = call(caller);
    return new CallFacts(
        facts.callId(),
        facts.operation(),
        facts.format(),
        facts.caller(),
        facts.model(),
        facts.envelope(),
        Optional.of(customer),
        facts.startedAt());
  }

  private static LimitPolicy scoped(
      String id, List<String> models, @Nullable Per per, long requestsPerDay) {
    return new LimitPolicy(
        id,
        List.of(new Rate(Unit.REQUESTS, RatePeriod.DAY, requestsPerDay)),
        OptionalLong.empty(),
        models,
        Optional.ofNullable(per),
        FailureMode.DENY);
  }

  private static BudgetEntry.Window yearly(String usd) {
    return BudgetEntry.Window.of(new BigDecimal(usd), BudgetEntry.Calendar.YEAR, "Europe/Berlin");
  }

  private static BudgetEntry.Window unaligned(
      String usd, BudgetEntry.@Nullable Increase increase, @Nullable Long rollingSeconds) {
    return new BudgetEntry.Window(
        new BigDecimal(usd), increase, null, "UTC", 1, 1, 1, rollingSeconds);
  }

  private static Caller with(List<LimitPolicy> limits, List<BudgetPolicy> budgets) {
    Caller plain = Calls.caller();
    return new Caller(
        plain.key(),
        plain.teams(),
        plain.allowedModels(),
        plain.tenant(),
        limits,
        budgets,
        List.of());
  }

  private static <T> T get(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }
}
