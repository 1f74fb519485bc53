package dev.keelage.gateway.stage.admit;

import dev.keelage.gateway.exchange.WireFormat;
import dev.keelage.gateway.snapshot.BudgetPolicy;
import dev.keelage.gateway.snapshot.Caller;
import dev.keelage.gateway.snapshot.LimitPolicy;
import dev.keelage.gateway.snapshot.ServedModel;
import dev.keelage.gateway.store.Calls;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.Limits.Rate;
import dev.keelage.snapshot.Limits.Unit;
import dev.keelage.snapshot.Per;
import dev.keelage.snapshot.RatePeriod;
import dev.keelage.snapshot.counter.CounterNames;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Callers of one tenant under limits and budgets, and what they call. */
final class Callers {
  static final String TAG = CounterNames.tenantTag(Calls.TENANT);
  static final String BUDGET = "team-search/budget";

  private Callers() {}

  static Caller limited(LimitPolicy... policies) {
    return with(List.of(policies), List.of());
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

  /** Under {@link #BUDGET} with these windows, which blocks. */
  static Caller budgeted(BudgetEntry.Window... windows) {
    return budgeted(TAG, null, windows);
  }

  static Caller budgeted(String tag, @Nullable Per per, BudgetEntry.Window... windows) {
    return under(tag, blocking(BUDGET, List.of(windows), List.of(), per));
  }

  /** So much a year, under a budget that is named like its failure mode. */
  static Caller budgeted(String usd, FailureMode whenAway) {
    return budgeted(BudgetEntry.Action.BLOCK, null, whenAway, yearly(usd));
  }

  static Caller budgeted(
      BudgetEntry.Action action,
      @Nullable Long throttle,
      FailureMode whenAway,
      BudgetEntry.Window... windows) {
    return under(
        TAG,
        new BudgetEntry(
            "team-search/" + whenAway,
            List.of(windows),
            List.of(),
            action,
            throttle,
            action == BudgetEntry.Action.DOWNGRADE ? "ai/cheap" : null,
            whenAway,
            List.of(Calls.TENANT),
            List.of()));
  }

  /** A limit that each has for itself, for calls of some models. */
  static Caller shared(BudgetEntry.Window window, List<String> models, Per per) {
    return under(TAG, blocking("team-search/each", List.of(window), models, per));
  }

  private static BudgetEntry blocking(
      String id, List<BudgetEntry.Window> windows, List<String> models, @Nullable Per per) {
    return new BudgetEntry(
        id,
        windows,
        List.of(),
        BudgetEntry.Action.BLOCK,
        null,
        null,
        FailureMode.DENY,
        List.of(Calls.TENANT),
        List.of(),
        models,
        per);
  }

  static Caller under(String tag, BudgetEntry budget) {
    return with(List.of(), List.of(BudgetPolicy.of(budget, tag)));
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

  static BudgetEntry.Window yearly(String usd) {
    return calendar(usd, BudgetEntry.Calendar.YEAR, "Europe/Berlin");
  }

  static BudgetEntry.Window calendar(String usd, BudgetEntry.Calendar calendar, String zone) {
    return BudgetEntry.Window.of(new BigDecimal(usd), calendar, zone);
  }

  static BudgetEntry.Window rolling(String usd, Duration length) {
    return unaligned(usd, null, length);
  }

  /** For all time. */
  static BudgetEntry.Window once(String usd) {
    return unaligned(usd, null, null);
  }

  static BudgetEntry.Window once(String usd, BudgetEntry.Increase increase) {
    return unaligned(usd, increase, null);
  }

  private static BudgetEntry.Window unaligned(
      String usd, BudgetEntry.@Nullable Increase increase, @Nullable Duration rolling) {
    return new BudgetEntry.Window(
        new BigDecimal(usd),
        increase,
        null,
        "UTC",
        1,
        1,
        1,
        rolling == null ? null : rolling.toSeconds());
  }

  /** At 2.50 and 10 USD per million tokens. */
  static ServedModel model() {
    return Calls.model(Calls.price("2.50", "10"));
  }

  /** 100 input tokens and up to 50 of output: 0.00075 USD at most. */
  static CallFacts call(Caller caller) {
    return Calls.facts(caller, model(), 100, OptionalLong.of(50));
  }

  static CallFacts at(Caller caller, Duration later) {
    return at(caller, Calls.STARTED.plus(later));
  }

  static CallFacts at(Caller caller, Instant startedAt) {
    return with(call(caller), WireFormat.OPENAI, Optional.empty(), startedAt);
  }

  static CallFacts anthropic(Caller caller, Instant startedAt) {
    return with(call(caller), WireFormat.ANTHROPIC, Optional.empty(), startedAt);
  }

  static CallFacts of(String customer, Caller caller) {
    return with(call(caller), WireFormat.OPENAI, Optional.of(customer), Calls.STARTED);
  }

  static CallFacts tagged(Caller caller, String... tags) {
    return Calls.tagged(call(caller), tags);
  }

  private static CallFacts with(
      CallFacts facts, WireFormat format, Optional<String> customer, Instant startedAt) {
    return new CallFacts(
        facts.callId(),
        facts.operation(),
        format,
        facts.caller(),
        facts.model(),
        facts.envelope(),
        customer,
        Set.of(),
        startedAt);
  }
}
