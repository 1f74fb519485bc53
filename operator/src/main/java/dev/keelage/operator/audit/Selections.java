package dev.keelage.operator.audit;

import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.TeamEntry;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Since when each budget selects whom it selects now, as far as this process has seen it. What was
 * counted before, the ledger knows nothing of. Used by one thread.
 */
final class Selections {
  private final Map<String, Seen> budgets = new HashMap<>();

  /**
   * @param parents of all teams: a selected team brings those below it
   */
  private record Selection(
      List<String> teams,
      List<String> keys,
      List<String> models,
      List<String> providers,
      Map<String, Optional<String>> parents) {}

  private record Seen(Selection selection, Instant since) {}

  void see(Snapshot snapshot, Instant now) {
    Map<String, Optional<String>> parents =
        snapshot.teams().stream()
            .collect(Collectors.toMap(TeamEntry::id, team -> Optional.ofNullable(team.parentId())));
    Map<String, Seen> current = new HashMap<>();
    for (BudgetEntry budget : snapshot.budgets()) {
      Selection selection =
          new Selection(
              budget.teamIds(), budget.keyIds(), budget.modelIds(), budget.providerIds(), parents);
      Seen before = budgets.get(budget.id());
      current.put(
          budget.id(),
          before != null && before.selection().equals(selection)
              ? before
              : new Seen(selection, now));
    }
    budgets.clear();
    budgets.putAll(current);
  }

  /** Whether it selects the same ones since before then. */
  boolean sameSince(String budget, Instant then) {
    Seen seen = budgets.get(budget);
    return seen != null && seen.since().isBefore(then);
  }
}
