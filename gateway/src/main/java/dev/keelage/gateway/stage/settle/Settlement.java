package dev.keelage.gateway.stage.settle;

import dev.keelage.gateway.exchange.Operation;
import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;
import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.admit.LocalShares;
import dev.keelage.gateway.stage.admit.OutputLengths;
import dev.keelage.gateway.stage.admit.Reservation;
import dev.keelage.snapshot.cost.Adjustment;
import dev.keelage.snapshot.cost.Cost;
import dev.keelage.snapshot.cost.Price;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * What did it cost? Prices a call and books it: counters corrected, the rest released, the ledger
 * entry on its way.
 */
public final class Settlement {
  private final BookingStore store;
  private final LocalShares shares;
  private final OutputLengths lengths;

  /** Nobody learns from what it sees. */
  public Settlement(BookingStore store, LocalShares shares) {
    this(store, shares, new OutputLengths(Long.MAX_VALUE));
  }

  /**
   * @param lengths told of answers that nothing bounded
   */
  public Settlement(BookingStore store, LocalShares shares, OutputLengths lengths) {
    this.store = store;
    this.shares = shares;
    this.lengths = lengths;
  }

  /** What the call costs; without any effect. */
  public Receipt price(Reservation reservation, CallOutcome outcome) {
    Optional<Price> price =
        outcome.deployment().flatMap(deployment -> Optional.ofNullable(deployment.entry().price()));
    Usage usage = outcome.usage();
    boolean nothing = usage.equals(Usage.NONE);
    Cost cost =
        price.isEmpty() || nothing
            ? Cost.NOTHING
            : Cost.of(
                usage,
                price.get(),
                outcome.deployment().map(ServedDeployment::adjustment).orElse(Adjustment.NONE),
                reservation.facts().caller().adjustment());
    boolean known = price.isPresent() && !price.get().assumed();
    return new Receipt(cost.units(), cost.parts(), known || nothing);
  }

  /**
   * Books the end of an admitted call. Never throws, never waits: it is repeated until it is
   * stored.
   */
  public Receipt book(Reservation reservation, CallOutcome outcome) {
    Receipt receipt = price(reservation, outcome);
    shares.settle(reservation, outcome.usage(), receipt.costUnits());
    learn(reservation.facts(), outcome);
    store.book(reservation, entry(reservation.facts(), outcome, receipt));
    return receipt;
  }

  private void learn(CallFacts facts, CallOutcome outcome) {
    if (facts.operation() == Operation.CHAT
        && outcome.ending() == CallOutcome.Ending.COMPLETED
        && facts.envelope().maxOutputTokens().isEmpty()) {
      lengths.learn(
          facts.model().entry().id(),
          Math.ceilDiv(outcome.usage().totalOutputTokens(), facts.envelope().choices()));
    }
  }

  /** Completes when everything booked so far is stored. */
  public Future<Void> drain() {
    return store.drain();
  }

  private static LedgerEntry entry(CallFacts facts, CallOutcome outcome, Receipt receipt) {
    return new LedgerEntry(
        facts.callId(),
        facts.startedAt(),
        facts.caller().tenant(),
        facts.caller().teamId(),
        facts.caller().key().id(),
        SaidName.kept(facts.envelope().user()),
        SaidName.kept(facts.customer()),
        SaidName.kept(facts.tags()),
        facts.model().entry().id(),
        outcome.deployment().map(deployment -> deployment.entry().name()),
        outcome.deployment().map(ServedDeployment::provider).map(provider -> provider.id()),
        facts.operation(),
        outcome.usage(),
        receipt.costUnits(),
        receipt.parts(),
        receipt.priced(),
        LedgerEntry.Status.of(outcome.ending()),
        outcome.attempts(),
        outcome.status(),
        outcome.latency(),
        outcome.timeToFirstToken());
  }
}
