package dev.keelage.operator.usage;

import dev.keelage.api.Spender;
import dev.keelage.api.Team;
import dev.keelage.api.VirtualKey;
import dev.keelage.compiler.ObjectId;
import dev.keelage.operator.usage.CounterStore.Held;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.counter.BudgetHistory;
import dev.keelage.snapshot.counter.BudgetPeriod;
import dev.keelage.snapshot.counter.BudgetWindow.Span;
import dev.keelage.snapshot.counter.CounterNames;
import dev.keelage.snapshot.counter.Tenancy;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the counters of everything in a snapshot. */
final class SpendingReader {
  private final CounterStore store;
  private final Members members;

  SpendingReader(CounterStore store) {
    this.store = store;
    this.members = new Members(store);
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
    Map<ObjectId, List<Spender>> top =
        new HashMap<>(TopSpenders.of(snapshot, tenancy, coverage, spent));
    Map<ObjectId, MembersReading> each = members.of(snapshot, tenancy, coverage, now);
    each.forEach((budget, reading) -> top.put(budget, reading.top()));
    return new Spendings.Read(now, spent, budgets(snapshot, tenancy, now), covered, top, each);
  }

  private static Map<ObjectId, String> names(Snapshot snapshot, Tenancy tenancy, Instant now) {
    YearMonth month = YearMonth.from(now.atOffset(ZoneOffset.UTC));
    Map<ObjectId, String> names = new HashMap<>();
    snapshot
        .keys()
        .forEach(
            key ->
                names.put(
                    ObjectId.of(VirtualKey.class, key.id()),
                    CounterNames.keySpent(tenancy.tagOf(key), key.id(), month)));
    snapshot
        .teams()
        .forEach(
            team ->
                names.put(
                    ObjectId.of(Team.class, team.id()),
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
    Map<String, List<Counted>> counted = new HashMap<>();
    List<String> names = new ArrayList<>();
    // Where everyone has a limit for itself there is no one counter to tell of.
    List<BudgetEntry> shared =
        snapshot.budgets().stream().filter(budget -> budget.per() == null).toList();
    for (BudgetEntry budget : shared) {
      List<Counted> windows = counted(budget, tenancy.tagOf(budget), now);
      counted.put(budget.id(), windows);
      windows.forEach(each -> names.add(each.counter()));
    }
    Map<String, Held> held = new HashMap<>(store.budgets(names));
    changed(shared, tenancy, counted)
        .forEach(
            (counter, sum) -> held.merge(counter, of(sum), (c, s) -> sum.whole() ? s : c.or(s)));
    Map<String, BudgetReading> readings = new HashMap<>();
    for (BudgetEntry budget : shared) {
      readings.put(
          budget.id(),
          new BudgetReading(
              budget,
              counted.getOrDefault(budget.id(), List.of()).stream()
                  .map(each -> each.reading(held.getOrDefault(each.counter(), Held.NOTHING), now))
                  .toList()));
    }
    return readings;
  }

  private static Held of(BudgetHistory.Sum sum) {
    return new Held(sum.spent(), sum.reserved());
  }

  /**
   * Where windows were changed, their counters are made anew by the next call; until then the
   * history tells what they will show.
   */
  private Map<String, BudgetHistory.Sum> changed(
      List<BudgetEntry> budgets, Tenancy tenancy, Map<String, List<Counted>> counted)
      throws CountersAway {
    Map<String, BudgetEntry> byHistory = new HashMap<>();
    budgets.forEach(
        each -> byHistory.put(CounterNames.history(tenancy.tagOf(each), each.id()), each));
    Map<String, List<Counted>> changed = new HashMap<>();
    Map<String, Integer> shapes = store.shapes(byHistory.keySet());
    byHistory.forEach(
        (history, budget) -> {
          Integer shape = shapes.get(history);
          if (shape != null && shape != BudgetHistory.shape(budget.windows())) {
            changed.put(history, counted.getOrDefault(budget.id(), List.of()));
          }
        });
    Map<String, BudgetHistory.Sum> sums = new HashMap<>();
    Map<String, Map<String, Long>> histories = store.histories(changed.keySet());
    changed.forEach(
        (history, windows) ->
            windows.forEach(
                each ->
                    BudgetHistory.since(
                            each.span().startsAt(), histories.getOrDefault(history, Map.of()))
                        .ifPresent(sum -> sums.put(each.counter(), sum))));
    return sums;
  }

  /** Of spans that overlap the one that began first: it has everything that the others have. */
  private static List<Counted> counted(BudgetEntry budget, String tag, Instant now) {
    List<Counted> windows = new ArrayList<>();
    for (BudgetEntry.Window window : budget.windows()) {
      Span span = BudgetPeriod.of(window).at(now).getFirst();
      windows.add(new Counted(window, span, CounterNames.budget(tag, budget.id(), span.id())));
    }
    return windows;
  }

  private record Counted(BudgetEntry.Window window, Span span, String counter) {
    WindowReading reading(Held held, Instant now) {
      return new WindowReading(window, span, held.spent(), held.reserved(), now);
    }
  }
}
