package dev.keelage.operator.usage;

import dev.keelage.api.Team;
import dev.keelage.api.VirtualKey;
import dev.keelage.compiler.ObjectId;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.KeyEntry;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.TeamEntry;
import dev.keelage.snapshot.counter.BudgetSelection;
import dev.keelage.snapshot.counter.Tenancy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which budgets hold for a team or a key: those that select it, or a team above it. */
final class BudgetCoverage {
  private static final String NO_KEY = "";

  private final Map<ObjectId, List<String>> budgets = new HashMap<>();

  BudgetCoverage(Snapshot snapshot, Tenancy tenancy) {
    BudgetSelection selection = BudgetSelection.of(snapshot);
    for (TeamEntry team : snapshot.teams()) {
      remember(
          ObjectId.of(Team.class, team.id()), selection.ofCaller(NO_KEY, tenancy.chain(team.id())));
    }
    for (KeyEntry key : snapshot.keys()) {
      List<String> chain = key.teamId() == null ? List.of() : tenancy.chain(key.teamId());
      remember(ObjectId.of(VirtualKey.class, key.id()), selection.ofCaller(key.id(), chain));
    }
  }

  /** Ids of the budgets, ordered. */
  List<String> of(ObjectId teamOrKey) {
    return budgets.getOrDefault(teamOrKey, List.of());
  }

  private void remember(ObjectId teamOrKey, List<BudgetEntry> selected) {
    if (!selected.isEmpty()) {
      budgets.put(teamOrKey, selected.stream().map(BudgetEntry::id).sorted().toList());
    }
  }
}
