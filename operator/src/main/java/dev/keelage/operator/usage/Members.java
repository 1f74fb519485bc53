package dev.keelage.operator.usage;

import dev.keelage.api.Spender;
import dev.keelage.compiler.ObjectId;
import dev.keelage.operator.usage.CounterStore.Held;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.BudgetPeriod;
import dev.keelage.snapshot.CounterNames;
import dev.keelage.snapshot.KeyEntry;
import dev.keelage.snapshot.Per;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.Tenancy;
import dev.keelage.snapshot.Usd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The keys that spent most, of every budget of which each key has the whole limit, by their own
 * counters of its main window. Users and customers are known by digests only, so nobody can be
 * named.
 */
final class Members {
  private static final int NAMED = 5;

  /** Counters read in one round; keys beyond are not looked at. */
  private static final int MOST = 20_000;

  private record Counter(String budget, String key, String name) {}

  private record Spent(String key, long units) {}

  private Members() {}

  /**
   * @throws CountersAway they cannot be reached
   */
  static Map<ObjectId, List<Spender>> of(
      Snapshot snapshot, Tenancy tenancy, BudgetCoverage coverage, CounterStore store, Instant now)
      throws CountersAway {
    List<Counter> counters = counters(snapshot, tenancy, coverage, now);
    Map<String, Held> held = store.budgets(counters.stream().map(Counter::name).toList());
    Map<ObjectId, List<Spent>> spent = new HashMap<>();
    for (Counter counter : counters) {
      long units = held.getOrDefault(counter.name(), Held.NOTHING).spent();
      if (units > 0) {
        spent
            .computeIfAbsent(Ids.of("Budget", counter.budget()), id -> new ArrayList<>())
            .add(new Spent(counter.key(), units));
      }
    }
    Map<ObjectId, List<Spender>> top = new HashMap<>();
    spent.forEach((budget, all) -> top.put(budget, top(all)));
    return top;
  }

  private static List<Counter> counters(
      Snapshot snapshot, Tenancy tenancy, BudgetCoverage coverage, Instant now) {
    Map<String, BudgetEntry> each = new HashMap<>();
    snapshot.budgets().stream()
        .filter(budget -> budget.per() == Per.KEY)
        .forEach(budget -> each.put(budget.id(), budget));
    List<Counter> counters = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (KeyEntry key : each.isEmpty() ? List.<KeyEntry>of() : snapshot.keys()) {
      // A key has two entries while its rotation overlaps.
      if (counters.size() < MOST && seen.add(key.id())) {
        for (String id : coverage.of(Ids.of("VirtualKey", key.id()))) {
          BudgetEntry budget = each.get(id);
          if (budget != null) {
            String window = BudgetPeriod.of(budget.windows().getFirst()).at(now).getFirst().id();
            counters.add(
                new Counter(
                    id,
                    key.id(),
                    CounterNames.budget(
                        tenancy.tagOf(budget), CounterNames.ofKey(id, key.id()), window)));
          }
        }
      }
    }
    return counters;
  }

  private static List<Spender> top(List<Spent> all) {
    return all.stream()
        .sorted(Comparator.comparingLong(Spent::units).reversed().thenComparing(Spent::key))
        .limit(NAMED)
        .map(each -> new Spender(each.key(), Usd.text(each.units())))
        .toList();
  }
}
