package dev.keelage.gateway.stage.admit;

import dev.keelage.gateway.snapshot.BudgetPolicy;
import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;
import dev.keelage.gateway.stage.admit.AttemptOutcome.Entered;
import dev.keelage.gateway.stage.admit.AttemptOutcome.Full;
import dev.keelage.snapshot.FailureMode;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Has a deployment room for one more request? Limits of deployments and providers, and budgets of
 * providers, are reserved where a call is sent, in one step each time; an attempt that comes to
 * nothing gives back what it held.
 */
public final class Attempts {
  private static final Runnable NOTHING_HELD = () -> {};

  private final CounterStore store;
  private final LocalShares shares;
  private final OutputLengths lengths;
  private final StoreSignals signals;
  private final ClaimPlan plan;

  Attempts(
      CounterStore store,
      LocalShares shares,
      OutputLengths lengths,
      ClaimPlan plan,
      StoreSignals signals) {
    this.plan = plan;
    this.store = store;
    this.shares = shares;
    this.lengths = lengths;
    this.signals = signals;
  }

  /** Whether anything is to be asked for this call, wherever it is sent. */
  public boolean concern(CallFacts facts) {
    if (facts.model().bounded()) {
      return true;
    }
    for (BudgetPolicy budget : facts.caller().budgets()) {
      if (budget.entry().ofProviders()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Reserves all that the attempt draws on, or nothing. Never fails.
   *
   * @param attempt 1 for the call's first, and so on
   */
  public Future<AttemptOutcome> enter(CallFacts facts, ServedDeployment deployment, int attempt) {
    WorstCase worst = WorstCase.of(facts.withModel(facts.model().only(deployment)), lengths);
    List<Claim> claims = plan.ofAttempt(facts, deployment, worst);
    if (claims.isEmpty()) {
      return Future.succeededFuture(new Entered(NOTHING_HELD));
    }
    return store
        .reserveAttempt(facts, attempt, deployment.policy().tag(), claims)
        .transform(
            result ->
                Future.succeededFuture(
                    result.succeeded()
                        ? decided(facts, attempt, claims, result.result())
                        : degraded(facts, claims)));
  }

  private AttemptOutcome decided(
      CallFacts facts, int attempt, List<Claim> claims, Decision decision) {
    return switch (decision) {
      case Decision.Granted granted -> {
        shares.holdAttempt(facts.callId(), claims, facts.startedAt());
        Overdrawn.tell(signals, claims, granted.standings());
        yield new Entered(
            () -> {
              store.releaseAttempt(facts, attempt);
              shares.leaveAttempt(facts.callId(), claims);
            });
      }
      case Decision.Refused refused ->
          new Full(
              Refusals.of(
                  claims.get(refused.claim()),
                  refused.standings().get(refused.claim()),
                  facts.startedAt()),
              RateHeaders.of(
                  claims, refused.standings(), false, facts.startedAt(), facts.format()));
    };
  }

  /** The counters are away: only budgets have a say then. */
  private AttemptOutcome degraded(CallFacts facts, List<Claim> claims) {
    FailureMode mode = Admission.strictest(claims);
    AttemptOutcome outcome =
        switch (mode) {
          case DENY -> new Full(Refusals.storeAway(), Map.of());
          case ALLOW -> new Entered(NOTHING_HELD);
          case LOCAL_SHARE -> ofShare(facts, claims);
        };
    signals.degraded(mode, outcome instanceof Entered);
    return outcome;
  }

  private AttemptOutcome ofShare(CallFacts facts, List<Claim> claims) {
    int gateways = store.liveGateways();
    OptionalInt usedUp = shares.tryHoldAttempt(facts.callId(), claims, gateways, facts.startedAt());
    return usedUp.isEmpty()
        ? new Entered(() -> shares.leaveAttempt(facts.callId(), claims))
        : new Full(
            Refusals.ofShare(claims.get(usedUp.getAsInt()), facts.startedAt(), gateways), Map.of());
  }
}
