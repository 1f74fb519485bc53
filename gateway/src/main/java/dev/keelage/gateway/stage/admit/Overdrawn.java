package dev.keelage.gateway.stage.admit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Budgets that would have refused a call if they were there to refuse. */
final class Overdrawn {
  private Overdrawn() {}

  /** Tells of each once, however many of its windows are exhausted. */
  static void tell(StoreSignals signals, List<Claim> claims, List<Decision.Standing> standings) {
    @Nullable String last = null;
    for (int i = 0; i < claims.size(); i++) {
      if (claims.get(i) instanceof Claim.Spend spend
          && !spend.enforced()
          && !spend.budget().equals(last)
          && standings.get(i).remaining(spend.limit()) < Math.max(1, spend.cost())) {
        last = spend.budget();
        signals.overdrawn(last);
      }
    }
  }
}
