package dev.keelage.gateway.stage.admit;

import dev.keelage.gateway.exchange.Operation;
import dev.keelage.gateway.snapshot.BudgetPolicy;
import dev.keelage.gateway.snapshot.Caller;
import dev.keelage.gateway.snapshot.LimitPolicy;
import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.Limits;
import dev.keelage.snapshot.Per;
import dev.keelage.snapshot.RatePeriod;
import dev.keelage.snapshot.counter.BudgetHistory;
import dev.keelage.snapshot.counter.BudgetWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which counters a call draws on: those of its key, its team, the teams above, and its budgets. */
final class ClaimPlan {
  private final OpenWindows windows = new OpenWindows();
  private final Counterpart counterpart;

  /**
   * @param mostNames see {@link Counterpart}
   */
  ClaimPlan(int mostNames) {
    counterpart = new Counterpart(mostNames);
  }

  /**
   * @param passed ids of exhausted budgets that let few calls pass, of which this is to be one
   */
  List<Claim> of(CallFacts facts, WorstCase worst, Set<String> passed) {
    Caller caller = facts.caller();
    if (caller.limits().isEmpty() && caller.budgets().isEmpty()) {
      return List.of();
    }
    List<Claim> claims = new ArrayList<>();
    String model = facts.model().entry().id();
    for (LimitPolicy policy : caller.limits()) {
      if (policy.covers(model, facts.tags())) {
        addLimits(claims, policy, facts, worst);
      }
    }
    for (BudgetPolicy budget : caller.budgets()) {
      if (!budget.entry().ofProviders() && budget.entry().covers(model, facts.tags())) {
        addBudget(claims, budget, facts, worst.costUnits(), passed);
      }
    }
    return charged(facts, claims);
  }

  /** What an attempt on a deployment draws on besides. */
  List<Claim> ofAttempt(CallFacts facts, ServedDeployment deployment, WorstCase worst) {
    List<Claim> claims = new ArrayList<>();
    String model = facts.model().entry().id();
    for (LimitPolicy policy : deployment.policy().limits()) {
      addLimits(claims, policy, facts, worst);
    }
    for (BudgetPolicy budget : deployment.policy().budgets()) {
      if (budget.entry().covers(model, facts.tags())) {
        addBudget(claims, budget, facts, worst.costUnits(), Set.of());
      }
    }
    for (BudgetPolicy budget : facts.caller().budgets()) {
      if (budget.entry().isServedBy(deployment.provider().id())
          && budget.entry().covers(model, facts.tags())) {
        addBudget(claims, budget, facts, worst.costUnits(), Set.of());
      }
    }
    return charged(facts, claims);
  }

  /** Counting tokens is a request like any other, but uses none of them and costs nothing. */
  private static List<Claim> charged(CallFacts facts, List<Claim> claims) {
    if (facts.operation() == Operation.COUNT_TOKENS) {
      claims.removeIf(
          claim ->
              switch (claim) {
                case Claim.Requests _, Claim.Concurrency _ -> false;
                case Claim.Tokens _, Claim.History _, Claim.Spend _ -> true;
              });
    }
    return claims;
  }

  private void addLimits(List<Claim> claims, LimitPolicy policy, CallFacts facts, WorstCase worst) {
    String id =
        policy.per().map(per -> counterpart.of(policy.id(), per, facts)).orElse(policy.id());
    for (Limits.Rate rate : policy.rates()) {
      claims.add(rate(id, rate, policy.whenAway(), facts.startedAt(), worst));
    }
    policy
        .concurrentRequests()
        .ifPresent(limit -> claims.add(new Claim.Concurrency(id, limit, policy.whenAway())));
  }

  private static Claim rate(
      String policy, Limits.Rate rate, FailureMode whenAway, Instant at, WorstCase worst) {
    RatePeriod per = rate.per();
    return switch (rate.unit()) {
      case REQUESTS ->
          new Claim.Requests(
              policy,
              per.windowAt(at),
              per,
              per.endOf(at),
              Optional.empty(),
              rate.limit(),
              whenAway);
      case INPUT_TOKENS ->
          tokens(policy, Claim.Kind.INPUT, rate, worst.inputTokens(), whenAway, at);
      case OUTPUT_TOKENS ->
          tokens(
              policy,
              Claim.Kind.OUTPUT,
              rate,
              guess(worst.outputTokens(), 0, rate, worst),
              whenAway,
              at);
      case TOTAL_TOKENS ->
          tokens(
              policy,
              Claim.Kind.TOTAL,
              rate,
              guess(worst.totalTokens(), worst.inputTokens(), rate, worst),
              whenAway,
              at);
    };
  }

  /** Input and output are counted apart under one policy, so their windows have names apart. */
  private static Claim.Tokens tokens(
      String policy,
      Claim.Kind kind,
      Limits.Rate rate,
      long tokens,
      FailureMode whenAway,
      Instant at) {
    String window = rate.per().windowAt(at);
    return new Claim.Tokens(
        policy,
        switch (kind) {
          case TOTAL -> window;
          case INPUT -> "in-" + window;
          case OUTPUT -> "out-" + window;
        },
        kind,
        rate.per(),
        rate.per().endOf(at),
        rate.limit(),
        tokens,
        whenAway);
  }

  /**
   * A caller's own bound counts in full. Where there is none, the gateway's guess must not refuse
   * for ever what the limit would let through: it is cut to the limit, as long as what is certain
   * fits.
   */
  private static long guess(long tokens, long certain, Limits.Rate rate, WorstCase worst) {
    return worst.outputBound() ? tokens : Math.min(tokens, Math.max(rate.limit(), certain));
  }

  private void addBudget(
      List<Claim> claims, BudgetPolicy budget, CallFacts facts, long cost, Set<String> passed) {
    Instant at = facts.startedAt();
    BudgetEntry entry = budget.entry();
    Per per = entry.per();
    String policy = per == null ? entry.id() : counterpart.of(entry.id(), per, facts);
    boolean passes = passed.contains(entry.id());
    if (passes) {
      throttle(entry, policy, budget.tag(), at).ifPresent(claims::add);
    }
    claims.add(
        new Claim.History(
            policy,
            budget.tag(),
            BudgetHistory.hour(at),
            budget.shape(),
            per != null,
            cost,
            entry.whenStoreUnavailable()));
    boolean enforced = !passes && entry.action() != BudgetEntry.Action.OBSERVE;
    for (BudgetPolicy.Window window : budget.windows()) {
      long limit = window.limitAt(at);
      for (BudgetWindow.Span span : windows.at(window.period(), at)) {
        claims.add(
            new Claim.Spend(
                policy,
                span.id(),
                budget.tag(),
                span.startsAt(),
                span.resetsAt(),
                limit,
                cost,
                enforced,
                entry.whenStoreUnavailable()));
      }
    }
  }

  /** How few calls pass the exhausted budget, where it says so. */
  private static Optional<Claim> throttle(
      BudgetEntry entry, String policy, String tag, Instant at) {
    return Optional.ofNullable(entry.throttledRequestsPerMinute())
        .map(
            limit ->
                new Claim.Requests(
                    "budget:" + policy,
                    RatePeriod.MINUTE.windowAt(at),
                    RatePeriod.MINUTE,
                    RatePeriod.MINUTE.endOf(at),
                    Optional.of(tag),
                    limit,
                    entry.whenStoreUnavailable()));
  }
}
