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
import dev.keelage.gateway.stage.settle.Settlement;
import dev.keelage.gateway.store.Calls;
import dev.keelage.gateway.store.redis.RedisCounterStore;
import dev.keelage.gateway.store.redis.RedisSettings;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.CounterNames;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.Per;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where calls of one gateway are admitted and booked, on a real Redis. */
final class Desk implements AutoCloseable {
  static final String TAG = CounterNames.tenantTag(Calls.TENANT);
  static final String BUDGET = "team-search/budget";

  final LocalShares shares = new LocalShares();
  final RedisCounterStore store;
  final Admission admission;
  final Settlement settlement;

  Desk(Vertx vertx, RedisSettings settings) {
    this(vertx, settings, StoreSignals.NONE);
  }

  Desk(Vertx vertx, RedisSettings settings, StoreSignals signals) {
    store = RedisCounterStore.start(vertx, settings, signals);
    admission = new Admission(store, shares, 4096, signals);
    settlement = new Settlement(store, shares);
    await().until(store::reachable);
  }

  AdmitOutcome admit(CallFacts facts) {
    return get(admission.admit(facts));
  }

  Reservation admitted(CallFacts facts) {
    AdmitOutcome outcome = admit(facts);
    assertThat(outcome).isInstanceOf(Admitted.class);
    return ((Admitted) outcome).reservation();
  }

  Rejection.BudgetExhausted exhausted(CallFacts facts) {
    AdmitOutcome outcome = admit(facts);
    assertThat(outcome).isInstanceOf(Refused.class);
    assertThat(((Refused) outcome).rejection()).isInstanceOf(Rejection.BudgetExhausted.class);
    return (Rejection.BudgetExhausted) ((Refused) outcome).rejection();
  }

  /** Ends a call that used so much, and waits until it is booked. */
  void book(Reservation reservation, long input, long output) {
    settlement.book(reservation, outcome(reservation, input, output));
    get(settlement.drain());
  }

  @Override
  public void close() {
    get(store.close());
  }

  static CallOutcome outcome(Reservation reservation, long input, long output) {
    return new CallOutcome(
        CallOutcome.Ending.COMPLETED,
        Optional.of(reservation.facts().model().deployments().getFirst()),
        Usage.ofText(input, 0, 0, 0, output, 0, false),
        1,
        200,
        Duration.ofMillis(300),
        Optional.empty());
  }

  static Rejection.RateLimited rateLimit(AdmitOutcome outcome) {
    assertThat(outcome).isInstanceOf(Refused.class);
    return (Rejection.RateLimited) ((Refused) outcome).rejection();
  }

  /** At 2.50 and 10 USD per million tokens. */
  static ServedModel model() {
    return Calls.model(Calls.price("2.50", "10"));
  }

  /** 100 input tokens and up to 50 of output: 0.00075 USD at most. */
  static CallFacts call(Caller caller) {
    return Calls.facts(caller, model(), 100, OptionalLong.of(50));
  }

  static CallFacts at(Caller caller, Instant startedAt) {
    return with(call(caller), Optional.empty(), startedAt);
  }

  static CallFacts of(String customer, Caller caller) {
    CallFacts facts = call(caller);
    return with(facts, Optional.of(customer), facts.startedAt());
  }

  private static CallFacts with(CallFacts facts, Optional<String> customer, Instant startedAt) {
    return new CallFacts(
        facts.callId(),
        facts.operation(),
        facts.format(),
        facts.caller(),
        facts.model(),
        facts.envelope(),
        customer,
        startedAt);
  }

  static Caller limited(LimitPolicy... policies) {
    return caller(List.of(policies), List.of());
  }

  /** Under {@link #BUDGET} with these windows. */
  static Caller budgeted(BudgetEntry.Window... windows) {
    return budgeted(TAG, null, windows);
  }

  static Caller budgeted(String tag, @Nullable Per per, BudgetEntry.Window... windows) {
    BudgetEntry entry =
        new BudgetEntry(
            BUDGET,
            List.of(windows),
            List.of(),
            BudgetEntry.Action.BLOCK,
            null,
            null,
            FailureMode.DENY,
            List.of(Calls.TENANT),
            List.of(),
            List.of(),
            per);
    return caller(List.of(), List.of(BudgetPolicy.of(entry, tag)));
  }

  static Caller caller(List<LimitPolicy> limits, List<BudgetPolicy> budgets) {
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

  static BudgetEntry.Window calendar(String usd, BudgetEntry.Calendar calendar, String zone) {
    return BudgetEntry.Window.of(new BigDecimal(usd), calendar, zone);
  }

  /** One that rolls, or, without a length, one for all time. */
  static BudgetEntry.Window unaligned(String usd, @Nullable Duration rolling) {
    return new BudgetEntry.Window(
        new BigDecimal(usd),
        null,
        null,
        "UTC",
        1,
        1,
        1,
        rolling == null ? null : rolling.toSeconds());
  }

  static <T> T get(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
