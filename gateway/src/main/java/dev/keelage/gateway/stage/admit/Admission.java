package dev.keelage.gateway.stage.admit;

import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.snapshot.BudgetPolicy;
import dev.keelage.gateway.snapshot.ServedModel;
import dev.keelage.gateway.stage.admit.AdmitOutcome.Admitted;
import dev.keelage.gateway.stage.admit.AdmitOutcome.Downgraded;
import dev.keelage.gateway.stage.admit.AdmitOutcome.Refused;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.FailureMode;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * May this call pass? Reserves everything that applies to it, limits and budgets, in one step;
 * where the counters cannot be reached, each policy's own failure mode decides. A call that nothing
 * limits asks nobody.
 */
public final class Admission {
  private static final int MOST_NAMES = 10_000;

  private final CounterStore store;
  private final LocalShares shares;
  private final OutputLengths lengths;
  private final StoreSignals signals;
  private final Attempts attempts;
  private final ClaimPlan plan;

  /** Learns nothing: calls that set no bound reserve that much output. */
  public Admission(
      CounterStore store, LocalShares shares, long defaultMaxOutputTokens, StoreSignals signals) {
    this(store, shares, new OutputLengths(defaultMaxOutputTokens), MOST_NAMES, signals);
  }

  /**
   * @param lengths of answers that nothing bounds
   * @param mostNames how many users and customers of a tenant are counted by themselves in a day
   */
  public Admission(
      CounterStore store,
      LocalShares shares,
      OutputLengths lengths,
      int mostNames,
      StoreSignals signals) {
    this.store = store;
    this.shares = shares;
    this.lengths = lengths;
    this.signals = signals;
    this.plan = new ClaimPlan(mostNames);
    this.attempts = new Attempts(store, shares, lengths, plan, signals);
  }

  /** What is asked before an admitted call is sent to a deployment. */
  public Attempts attempts() {
    return attempts;
  }

  /**
   * Reserves all that the call draws on, or nothing. Never fails.
   *
   * @return the reservation to settle, with the deployments that may serve; or why not
   */
  public Future<AdmitOutcome> admit(CallFacts asked) {
    Optional<ServedModel> model = PricedDeployments.of(asked.model(), () -> budgeted(asked));
    if (model.isEmpty()) {
      return done(refused(new Rejection.Unpriced(asked.model().entry().modelName())));
    }
    return admit(asked.withModel(model.get()), Set.of());
  }

  /** Budgets that only observe never refuse, for want of a price neither. */
  private static boolean budgeted(CallFacts facts) {
    return refuses(facts.caller().budgets(), facts)
        || facts.model().deployments().stream()
            .anyMatch(deployment -> refuses(deployment.policy().budgets(), facts));
  }

  private static boolean refuses(List<BudgetPolicy> budgets, CallFacts facts) {
    String model = facts.model().entry().id();
    return budgets.stream()
        .map(BudgetPolicy::entry)
        .anyMatch(
            each ->
                each.action() != BudgetEntry.Action.OBSERVE && each.covers(model, facts.tags()));
  }

  private Future<AdmitOutcome> admit(CallFacts facts, Set<String> passed) {
    WorstCase worst = WorstCase.of(facts, lengths);
    List<Claim> claims = plan.of(facts, worst, passed);
    if (!store.acceptsBookings() && !allAllow(claims)) {
      return done(refused(Refusals.bookingsFull()));
    }
    if (claims.isEmpty()) {
      Reservation nothing = new Reservation(facts, claims, worst.costUnits(), Map.of(), true);
      return done(store.begin(nothing) ? new Admitted(nothing) : refused(Refusals.bookingsFull()));
    }
    return store
        .reserve(facts, claims, worst.costUnits())
        .transform(
            result ->
                result.succeeded()
                    ? decided(facts, claims, worst, passed, result.result())
                    : done(degraded(facts, claims, worst, mayHold(result.cause()))));
  }

  private Future<AdmitOutcome> decided(
      CallFacts facts, List<Claim> claims, WorstCase worst, Set<String> passed, Decision decision) {
    return switch (decision) {
      case Decision.Granted granted -> {
        shares.hold(claims, facts.startedAt());
        Overdrawn.tell(signals, claims, granted.standings());
        yield done(
            new Admitted(
                new Reservation(
                    facts,
                    claims,
                    worst.costUnits(),
                    RateHeaders.of(
                        claims, granted.standings(), true, facts.startedAt(), facts.format()),
                    true)));
      }
      case Decision.Refused refused -> {
        Claim claim = claims.get(refused.claim());
        Refused refusal =
            new Refused(
                Refusals.of(claim, refused.standings().get(refused.claim()), facts.startedAt()),
                RateHeaders.of(
                    claims, refused.standings(), false, facts.startedAt(), facts.format()));
        yield otherwise(facts, claim, passed, refusal);
      }
    };
  }

  /** What a budget that refuses offers instead. */
  private Future<AdmitOutcome> otherwise(
      CallFacts facts, Claim refusing, Set<String> passed, Refused refusal) {
    Optional<BudgetEntry> budget = budget(facts, refusing);
    if (budget.isEmpty()) {
      return done(refusal);
    }
    String cheaper = budget.get().downgradeModelId();
    return switch (budget.get().action()) {
      case BLOCK, OBSERVE -> done(refusal);
      case THROTTLE -> admit(facts, with(passed, budget.get().id()));
      case DOWNGRADE -> {
        if (cheaper == null) {
          yield done(refusal);
        }
        yield cheaper.equals(facts.model().entry().id())
            ? admit(facts, with(passed, budget.get().id()))
            : done(new Downgraded(cheaper, refusal));
      }
    };
  }

  private static Optional<BudgetEntry> budget(CallFacts facts, Claim refusing) {
    return refusing instanceof Claim.Spend spend
        ? facts.caller().budgets().stream()
            .map(BudgetPolicy::entry)
            .filter(entry -> entry.id().equals(spend.budget()))
            .findFirst()
        : Optional.empty();
  }

  private static Set<String> with(Set<String> passed, String budget) {
    Set<String> more = new HashSet<>(passed);
    more.add(budget);
    return Set.copyOf(more);
  }

  /** The counters are away: the strictest failure mode among the call's policies decides. */
  private AdmitOutcome degraded(
      CallFacts facts, List<Claim> claims, WorstCase worst, boolean mayHold) {
    FailureMode mode = strictest(claims);
    Optional<Refused> refusal =
        switch (mode) {
          case DENY -> Optional.of(refused(Refusals.storeAway()));
          case ALLOW -> Optional.empty();
          case LOCAL_SHARE -> ofShare(facts, claims);
        };
    signals.degraded(mode, refusal.isEmpty());
    if (refusal.isPresent()) {
      if (mayHold) {
        store.release(facts, claims);
      }
      return refusal.get();
    }
    Reservation unstored = new Reservation(facts, claims, worst.costUnits(), Map.of(), false);
    return store.begin(unstored) || mode == FailureMode.ALLOW
        ? new Admitted(unstored)
        : refused(Refusals.bookingsFull());
  }

  private static boolean mayHold(Throwable failure) {
    return !(failure instanceof StoreUnavailable unavailable) || unavailable.mayHold();
  }

  private Optional<Refused> ofShare(CallFacts facts, List<Claim> claims) {
    int gateways = store.liveGateways();
    Instant at = facts.startedAt();
    OptionalInt usedUp = shares.tryHold(claims, gateways, at);
    if (usedUp.isEmpty()) {
      return Optional.empty();
    }
    Claim claim = claims.get(usedUp.getAsInt());
    return Optional.of(
        new Refused(
            Refusals.ofShare(claim, at, gateways),
            RateHeaders.ofShare(claim, gateways, at, facts.format())));
  }

  static FailureMode strictest(List<Claim> claims) {
    FailureMode strictest = FailureMode.ALLOW;
    for (Claim claim : claims) {
      switch (claim.whenAway()) {
        case DENY -> {
          return FailureMode.DENY;
        }
        case LOCAL_SHARE -> strictest = FailureMode.LOCAL_SHARE;
        case ALLOW -> {}
      }
    }
    return strictest;
  }

  private static boolean allAllow(List<Claim> claims) {
    return !claims.isEmpty() && strictest(claims) == FailureMode.ALLOW;
  }

  private static Refused refused(Rejection rejection) {
    return new Refused(rejection, Map.of());
  }

  private static Future<AdmitOutcome> done(AdmitOutcome outcome) {
    return Future.succeededFuture(outcome);
  }
}
