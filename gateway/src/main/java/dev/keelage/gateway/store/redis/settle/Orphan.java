package dev.keelage.gateway.store.redis.settle;

import dev.keelage.gateway.exchange.Operation;
import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;
import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.settle.LedgerEntry;
import dev.keelage.gateway.stage.settle.SaidName;
import dev.keelage.gateway.store.redis.claim.HeldClaim;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What is booked of a call whose gateway died: the most that it can cost. */
public final class Orphan {
  private Orphan() {}

  public static LedgerEntry of(CallFacts facts, List<HeldClaim> claims, long reservedCost) {
    boolean free = facts.operation() == Operation.COUNT_TOKENS;
    long input = free ? 0 : facts.envelope().inputTokensEstimate();
    long tokens = input;
    for (HeldClaim claim : claims) {
      if (claim.kind() == 'T') {
        tokens = Math.max(tokens, claim.amount());
      }
    }
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
        Optional.empty(),
        Optional.empty(),
        facts.operation(),
        Usage.ofText(input, 0, 0, 0, Math.max(0, tokens - input), 0, true),
        reservedCost,
        List.of(),
        priced(facts),
        LedgerEntry.Status.ORPHANED,
        0,
        0,
        Duration.ZERO,
        Optional.empty());
  }

  private static boolean priced(CallFacts facts) {
    for (ServedDeployment deployment : facts.model().deployments()) {
      if (deployment.entry().price() != null) {
        return true;
      }
    }
    return false;
  }
}
