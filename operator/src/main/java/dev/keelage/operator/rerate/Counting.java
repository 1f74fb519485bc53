package dev.keelage.operator.rerate;

import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.Per;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.counter.BudgetHistory;
import dev.keelage.snapshot.counter.BudgetPeriod;
import dev.keelage.snapshot.counter.BudgetSelection;
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
import java.util.Optional;

/**
 * In which counters calls of the ledger count, by a snapshot: budgets as they select now, and what
 * keys and teams spent in a month. Pure.
 */
final class Counting {
  /** What the ledger puts before the digest of a name that is not plain. */
  private static final String DIGEST = "sha256:";

  private final BudgetSelection selection;
  private final Tenancy tenancy;
  private final Map<String, Counted> counted = new HashMap<>();

  private record Counted(String tag, int shape, List<BudgetPeriod> periods) {
    List<Span> openAt(Instant now, Instant startedAt) {
      return periods.stream()
          .flatMap(period -> period.at(startedAt).stream())
          .distinct()
          .filter(span -> now.isBefore(span.resetsAt()))
          .toList();
    }
  }

  Counting(Snapshot snapshot) {
    selection = BudgetSelection.of(snapshot);
    tenancy = Tenancy.of(snapshot);
    for (BudgetEntry budget : snapshot.budgets()) {
      counted.put(
          budget.id(),
          new Counted(
              tenancy.tagOf(budget),
              BudgetHistory.shape(budget.windows()),
              budget.windows().stream().map(BudgetPeriod::of).toList()));
    }
  }

  /**
   * Notes what moves because the call cost more.
   *
   * @param units 10^-10 USD, negative where it cost less
   * @param now windows that are over by then stay as they are
   */
  void add(CounterMoves moves, BookedCall call, long units, Instant now) {
    Origin by = call.by();
    List<String> chain = call.team().map(this::chain).orElse(List.of());
    for (BudgetEntry budget :
        selection.counting(by.key(), chain, call.model(), by.tags(), call.provider())) {
      Counted in = counted.get(budget.id());
      if (in != null) {
        moves.budget(
            in.tag(),
            policy(budget, by),
            in.shape(),
            in.openAt(now, by.startedAt()),
            BudgetHistory.hour(by.startedAt()),
            units);
      }
    }
    addMonth(moves, by, chain, units, now);
  }

  private void addMonth(
      CounterMoves moves, Origin by, List<String> chain, long units, Instant now) {
    YearMonth month = YearMonth.from(by.startedAt().atOffset(ZoneOffset.UTC));
    Instant ends = month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    if (now.isBefore(ends)) {
      String tag = CounterNames.tenantTag(by.tenant());
      List<String> counters = new ArrayList<>();
      counters.add(CounterNames.keySpent(tag, by.key(), month));
      chain.forEach(team -> counters.add(CounterNames.teamSpent(tag, team, month)));
      counters.forEach(counter -> moves.month(tag, counter, ends, units));
    }
  }

  /** A team that is gone is above nobody, but what it spent itself is known. */
  private List<String> chain(String team) {
    List<String> chain = tenancy.chain(team);
    return chain.isEmpty() ? List.of(team) : chain;
  }

  private static String policy(BudgetEntry budget, Origin by) {
    Per per = budget.per();
    if (per == null) {
      return budget.id();
    }
    return switch (per) {
      case KEY -> CounterNames.ofKey(budget.id(), by.key());
      case USER -> CounterNames.ofUser(budget.id(), name(by.user()));
      case CUSTOMER -> CounterNames.ofCustomer(budget.id(), name(by.customer()));
    };
  }

  private static String name(Optional<String> kept) {
    return kept.map(
            name ->
                name.startsWith(DIGEST)
                    ? name.substring(DIGEST.length())
                    : CounterNames.digestOf(name))
        .orElse(CounterNames.NOBODY);
  }
}
