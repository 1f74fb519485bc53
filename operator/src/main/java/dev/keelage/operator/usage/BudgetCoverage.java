package dev.keelage.operator.usage;

import dev.keelage.compiler.ObjectId;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.KeyEntry;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.TeamEntry;
import dev.keelage.snapshot.counter.Tenancy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Which budgets hold for a team or a key: those that select it, or a team above it. */
final class BudgetCoverage {
  private final Map<ObjectId, List<String>> budgets = new HashMap<>();

  BudgetCoverage(Snapshot snapshot, Tenancy tenancy) {
    Map<String, List<String>> byTeam = new HashMap<>();
    Map<String, List<String>> byKey = new HashMap<>();
    for (BudgetEntry budget : snapshot.budgets()) {
      budget.teamIds().forEach(id -> put(byTeam, id, budget.id()));
      budget.keyIds().forEach(id -> put(byKey, id, budget.id()));
    }
    for (TeamEntry team : snapshot.teams()) {
      remember("Team", team.id(), tenancy.chain(team.id()), byTeam, List.of());
    }
    for (KeyEntry key : snapshot.keys()) {
      List<String> chain = key.teamId() == null ? List.of() : tenancy.chain(key.teamId());
      remember("VirtualKey", key.id(), chain, byTeam, byKey.getOrDefault(key.id(), List.of()));
    }
  }

  /** Ids of the budgets, ordered. */
  List<String> of(ObjectId teamOrKey) {
    return budgets.getOrDefault(teamOrKey, List.of());
  }

  private void remember(
      String kind,
      String id,
      List<String> chain,
      Map<String, List<String>> byTeam,
      List<String> own) {
    TreeSet<String> all = new TreeSet<>(own);
    chain.forEach(team -> all.addAll(byTeam.getOrDefault(team, List.of())));
    if (!all.isEmpty()) {
      budgets.put(Ids.of(kind, id), List.copyOf(all));
    }
  }

  private static void put(Map<String, List<String>> map, String id, String budget) {
    map.computeIfAbsent(id, any -> new ArrayList<>()).add(budget);
  }
}
