package dev.keelage.gateway.stage.admit;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.keelage.gateway.stage.settle.Settlement;
import dev.keelage.gateway.store.Calls;
import dev.keelage.gateway.store.redis.RedisCounterStore;
import dev.keelage.gateway.store.redis.RedisSettings;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.CounterNames;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.Limits.Rate;
import dev.keelage.snapshot.Limits.Unit;
import dev.keelage.snapshot.Per;
import dev.keelage.snapshot.RatePeriod;
import dev.keelage.testkit.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Calls are admitted and booked on a real Redis, in a fixed minute. */
abstract class AdmissionCase {
  static final Duration PATIENCE = Duration.ofSeconds(20);
  static final String TAG = CounterNames.tenantTag(Calls.TENANT);

  static RedisServer redis;
  static Vertx vertx;

  final LocalShares shares = new LocalShares();
  RedisCounterStore store;
  Admission admission;
  Settlement settlement;

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

  static ServedModel model() {
    return Calls.model(Calls.price("2.50", "10"));
  }

  static CallFacts call(Caller caller) {
    return Calls.facts(caller, model(), 100, OptionalLong.of(50));
  }

  static CallFacts anthropic(Caller caller, Instant startedAt) {
    CallFacts facts = call(caller);
    return new CallFacts(
        facts.callId(),
        facts.operation(),
        WireFormat.ANTHROPIC,
        caller,
        facts.model(),
        facts.envelope(),
        Optional.empty(),
        startedAt);
  }

  static CallFacts at(Caller caller, Duration later) {
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

  static Rejection.RateLimited rateLimit(AdmitOutcome outcome) {
    assertThat(outcome).isInstanceOf(Refused.class);
    return (Rejection.RateLimited) ((Refused) outcome).rejection();
  }

  Rejection.BudgetExhausted exhausted(CallFacts facts) {
    AdmitOutcome outcome = get(admission.admit(facts));
    assertThat(outcome).isInstanceOf(Refused.class);
    assertThat(((Refused) outcome).rejection()).isInstanceOf(Rejection.BudgetExhausted.class);
    return (Rejection.BudgetExhausted) ((Refused) outcome).rejection();
  }

  Reservation admitted(CallFacts facts) {
    AdmitOutcome outcome = get(admission.admit(facts));
    assertThat(outcome).isInstanceOf(Admitted.class);
    return ((Admitted) outcome).reservation();
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

  static Caller limited(LimitPolicy... policies) {
    return with(List.of(policies), List.of());
  }

  static Caller budgeted(String usd, FailureMode whenAway) {
    return budgeted(BudgetEntry.Action.BLOCK, null, whenAway, yearly(usd));
  }

  static Caller budgeted(
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

  static Caller shared(BudgetEntry.Window window, List<String> models, Per per) {
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

  static CallFacts of(String customer, Caller caller) {
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

  static CallFacts tagged(Caller caller, String... tags) {
    CallFacts facts = call(caller);
    return new CallFacts(
        facts.callId(),
        facts.operation(),
        facts.format(),
        facts.caller(),
        facts.model(),
        facts.envelope(),
        facts.customer(),
        Set.of(tags),
        facts.startedAt());
  }

  static LimitPolicy scoped(
      String id, List<String> models, @Nullable Per per, long requestsPerDay) {
    return new LimitPolicy(
        id,
        List.of(new Rate(Unit.REQUESTS, RatePeriod.DAY, requestsPerDay)),
        OptionalLong.empty(),
        models,
        Optional.ofNullable(per),
        FailureMode.DENY);
  }

  static BudgetEntry.Window yearly(String usd) {
    return BudgetEntry.Window.of(new BigDecimal(usd), BudgetEntry.Calendar.YEAR, "Europe/Berlin");
  }

  static BudgetEntry.Window unaligned(
      String usd, BudgetEntry.@Nullable Increase increase, @Nullable Long rollingSeconds) {
    return new BudgetEntry.Window(
        new BigDecimal(usd), increase, null, "UTC", 1, 1, 1, rollingSeconds);
  }

  static Caller with(List<LimitPolicy> limits, List<BudgetPolicy> budgets) {
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

  static <T> T get(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }
}
