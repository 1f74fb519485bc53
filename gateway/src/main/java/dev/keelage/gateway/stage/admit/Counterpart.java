package dev.keelage.gateway.stage.admit;

import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.Digests;
import java.util.Optional;

/**
 * Who has a budget for itself, where each one has. Users and customers are what callers say: their
 * names never get into a counter's name, only a digest of them does.
 */
final class Counterpart {
  /** Calls that name nobody share a counter, so that leaving the name out is no way around. */
  private static final String NOBODY = "-";

  private static final int DIGEST_LENGTH = 32;

  private Counterpart() {}

  /** The budget's id, and who it is. */
  static String policy(BudgetEntry budget, CallFacts facts) {
    BudgetEntry.Per per = budget.per();
    return per == null
        ? budget.id()
        : budget.id()
            + switch (per) {
              case KEY -> "#key-" + facts.caller().key().id();
              case USER -> "#user-" + digest(facts.envelope().user());
              case CUSTOMER -> "#customer-" + digest(facts.customer());
            };
  }

  private static String digest(Optional<String> name) {
    return name.map(text -> Digests.sha256Hex(text).substring(0, DIGEST_LENGTH)).orElse(NOBODY);
  }
}
