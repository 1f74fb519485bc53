package dev.keelage.gateway.stage.admit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.Usage;
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
import dev.keelage.snapshot.Price;
import dev.keelage.testkit.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
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
    BudgetEntry entry =
        new BudgetEntry(
            "team-search/" + whenAway,
            new BigDecimal(usd),
            BudgetEntry.Calendar.YEAR,
            "Europe/Berlin",
            List.of(),
            whenAway,
            List.of(Calls.TENANT),
            List.of());
    return with(List.of(), List.of(BudgetPolicy.of(entry, TAG)));
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
