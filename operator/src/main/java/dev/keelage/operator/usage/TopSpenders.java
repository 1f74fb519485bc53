package dev.keelage.operator.usage;

import dev.keelage.api.Budget;
import dev.keelage.api.Spender;
import dev.keelage.api.Team;
import dev.keelage.api.VirtualKey;
import dev.keelage.compiler.ObjectId;
import dev.keelage.snapshot.KeyEntry;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.cost.Usd;
import dev.keelage.snapshot.counter.Tenancy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The keys that spent most, of every team and every budget. */
final class TopSpenders {
  /** How many are named. */
  private static final int NAMED = 5;

  private static final Comparator<Spent> MOST_FIRST =
      Comparator.comparingLong(Spent::units).reversed().thenComparing(Spent::key);

  private final Map<ObjectId, List<Spent>> top = new HashMap<>();

  private record Spent(String key, long units) {}

  private TopSpenders() {}

  /**
   * @param spent 10^-10 USD in this month, of keys and others
   */
  static Map<ObjectId, List<Spender>> of(
      Snapshot snapshot, Tenancy tenancy, BudgetCoverage coverage, Map<ObjectId, Long> spent) {
    TopSpenders all = new TopSpenders();
    Set<String> seen = new HashSet<>();
    for (KeyEntry key : snapshot.keys()) {
      ObjectId id = ObjectId.of(VirtualKey.class, key.id());
      Spent each = new Spent(key.id(), spent.getOrDefault(id, 0L));
      // A key has two entries while its rotation overlaps.
      if (each.units() > 0 && seen.add(key.id())) {
        if (key.teamId() != null) {
          tenancy.chain(key.teamId()).forEach(team -> all.add(ObjectId.of(Team.class, team), each));
        }
        coverage.of(id).forEach(budget -> all.add(ObjectId.of(Budget.class, budget), each));
      }
    }
    Map<ObjectId, List<Spender>> named = new HashMap<>();
    all.top.forEach(
        (id, list) ->
            named.put(
                id,
                list.stream()
                    .map(each -> new Spender(each.key(), Usd.text(each.units())))
                    .toList()));
    return named;
  }

  private void add(ObjectId id, Spent key) {
    List<Spent> list = top.computeIfAbsent(id, any -> new ArrayList<>(NAMED + 1));
    if (list.size() == NAMED && MOST_FIRST.compare(list.getLast(), key) < 0) {
      return;
    }
    list.add(key);
    list.sort(MOST_FIRST);
    if (list.size() > NAMED) {
      list.removeLast();
    }
  }
}
