package dev.keelage.gateway.stage.admit;

import dev.keelage.gateway.snapshot.BudgetPolicy;
import dev.keelage.gateway.snapshot.Caller;
import dev.keelage.gateway.snapshot.LimitPolicy;
import dev.keelage.snapshot.BudgetWindow;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.Limits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Which counters a call draws on: those of its key, its team, the teams above, and its budgets. */
final class ClaimPlan {
  private static final long SECONDS_PER_WINDOW = 60;

  private ClaimPlan() {}

  static List<Claim> of(CallFacts facts, WorstCase worst, OpenWindows windows) {
    Caller caller = facts.caller();
    if (caller.limits().isEmpty() && caller.budgets().isEmpty()) {
      return List.of();
    }
    String minute = Long.toString(facts.startedAt().getEpochSecond() / SECONDS_PER_WINDOW);
    List<Claim> claims = new ArrayList<>();
    for (LimitPolicy policy : caller.limits()) {
      addLimits(claims, policy, minute, worst);
    }
    for (BudgetPolicy budget : caller.budgets()) {
      BudgetWindow.Span span = windows.at(budget.window(), facts.startedAt());
      claims.add(spend(budget, span, worst.costUnits()));
    }
    return claims;
  }

  /** When the minute of that instant ends. */
  static Instant minuteEnd(Instant at) {
    return Instant.ofEpochSecond(
        (at.getEpochSecond() / SECONDS_PER_WINDOW + 1) * SECONDS_PER_WINDOW);
  }

  private static void addLimits(
      List<Claim> claims, LimitPolicy policy, String minute, WorstCase worst) {
    Limits limits = policy.limits();
    FailureMode whenAway = limits.whenStoreUnavailable();
    Long requests = limits.requestsPerMinute();
    if (requests != null) {
      claims.add(new Claim.Requests(policy.id(), minute, requests, whenAway));
    }
    Long tokens = limits.tokensPerMinute();
    if (tokens != null) {
      claims.add(
          new Claim.Tokens(policy.id(), minute, tokens, tokensToHold(worst, tokens), whenAway));
    }
    Long concurrent = limits.concurrentRequests();
    if (concurrent != null) {
      claims.add(new Claim.Concurrency(policy.id(), concurrent, whenAway));
    }
  }

  /**
   * A caller's own bound counts in full. Where there is none, the gateway's guess must not refuse
   * for ever what the limit would let through: it is cut to the limit, as long as the input alone
   * fits.
   */
  private static long tokensToHold(WorstCase worst, long limit) {
    long tokens = worst.totalTokens();
    return worst.outputBound() ? tokens : Math.min(tokens, Math.max(limit, worst.inputTokens()));
  }

  private static Claim.Spend spend(BudgetPolicy budget, BudgetWindow.Span span, long cost) {
    return new Claim.Spend(
        budget.entry().id(),
        span.id(),
        budget.tag(),
        span.resetsAt(),
        budget.limitUnits(),
        cost,
        budget.entry().whenStoreUnavailable());
  }
}
