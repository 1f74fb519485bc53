package dev.keelage.operator.usage;

import dev.keelage.compiler.ObjectId;
import dev.keelage.operator.usage.CounterStore.Held;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.BudgetWindow;
import dev.keelage.snapshot.BudgetWindow.Span;
import dev.keelage.snapshot.CounterNames;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.Tenancy;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the counters of everything in a snapshot. */
final class SpendingReader {
  private final CounterStore store;

  SpendingReader(CounterStore store) {
    this.store = store;
  }

  /**
   * @throws CountersAway they cannot be reached
   */
  Spendings.Read read(Snapshot snapshot, Instant now) throws CountersAway {
    Tenancy tenancy = Tenancy.of(snapshot);
    BudgetCoverage coverage = new BudgetCoverage(snapshot, tenancy);
    Map<ObjectId, Long> spent = spent(names(snapshot, tenancy, now));
    Map<ObjectId, List<String>> covered = new HashMap<>();
    spent.keySet().forEach(id -> covered.put(id, coverage.of(id)));
    return new Spendings.Read(now, spent, budgets(snapshot, tenancy, now), covered);
  }

  private static Map<ObjectId, String> names(Snapshot snapshot, Tenancy tenancy, Instant now) {
    YearMonth month = YearMonth.from(now.atOffset(ZoneOffset.UTC));
    Map<ObjectId, String> names = new HashMap<>();
    snapshot
        .keys()
        .forEach(
            key ->
                names.put(
                    Ids.of("VirtualKey", key.id()),
                    CounterNames.keySpent(tenancy.tagOf(key), key.id(), month)));
    snapshot
        .teams()
        .forEach(
            team ->
                names.put(
                    Ids.of("Team", team.id()),
                    CounterNames.teamSpent(tenancy.tagOfTeam(team.id()), team.id(), month)));
    return names;
  }

  private Map<ObjectId, Long> spent(Map<ObjectId, String> names) throws CountersAway {
    Map<String, Long> values = store.counters(names.values());
    Map<ObjectId, Long> spent = new HashMap<>();
    names.forEach((id, name) -> spent.put(id, values.getOrDefault(name, 0L)));
    return spent;
  }

  private Map<String, BudgetReading> budgets(Snapshot snapshot, Tenancy tenancy, Instant now)
      throws CountersAway {
    Map<String, Counted> counted = new HashMap<>();
    for (BudgetEntry budget : snapshot.budgets()) {
      Span window = new BudgetWindow(budget.calendar(), ZoneId.of(budget.timeZone())).at(now);
      counted.put(
          CounterNames.budget(tenancy.tagOf(budget), budget.id(), window.id()),
          new Counted(budget, window));
    }
    Map<String, Held> held = store.budgets(counted.keySet());
    Map<String, BudgetReading> readings = new HashMap<>();
    counted.forEach(
        (name, each) -> {
          Held value = held.getOrDefault(name, Held.NOTHING);
          readings.put(
              each.budget().id(),
              new BudgetReading(
                  each.budget(), value.spent(), value.reserved(), each.window().resetsAt()));
        });
    return readings;
  }

  private record Counted(BudgetEntry budget, Span window) {}
}
