package dev.keelage.operator.usage;

import dev.keelage.api.Budget;
import dev.keelage.api.BudgetStatus.State;
import dev.keelage.api.Spender;
import dev.keelage.api.VirtualKey;
import dev.keelage.compiler.ObjectId;
import dev.keelage.operator.usage.CounterStore.Held;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.KeyEntry;
import dev.keelage.snapshot.Per;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.cost.Usd;
import dev.keelage.snapshot.counter.BudgetPeriod;
import dev.keelage.snapshot.counter.BudgetWindow.Span;
import dev.keelage.snapshot.counter.CounterNames;
import dev.keelage.snapshot.counter.Tenancy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Those that have the whole limit of a budget for themselves: how many there are, how many have
 * spent it, and who spent most. Users and customers are known by digests of their names only.
 */
final class Members {
  private static final int NAMED = 5;

  /** Counters read at once; where there are more, it takes several readings to count all. */
  private static final int MOST = 20_000;

  private static final int DIGEST_LENGTH = 32;

  private final CounterStore store;
  private final Subjects subjects;
  private final int most;

  /** What is found in this pass over all members, and who is the next one to look at. */
  private Map<String, Tally> found = new HashMap<>();

  private int next;

  /** What the last whole pass has found. */
  private Optional<Map<String, Tally>> whole = Optional.empty();

  /** A budget of which each one has the whole limit, and where it is counted. */
  private record Template(BudgetEntry budget, Per per, String tag, List<Span> spans) {}

  private record Member(Template of, String policy, String name) {
    List<String> counters() {
      return of.spans().stream()
          .map(span -> CounterNames.budget(of.tag(), policy, span.id()))
          .toList();
    }
  }

  /**
   * @param units spent in the main window
   */
  private record Standing(String name, long units, boolean counted, boolean exhausted) {}

  private static final class Tally {
    int counted;
    int exhausted;
    final List<Standing> top = new ArrayList<>();

    void add(Standing standing) {
      counted += standing.counted() ? 1 : 0;
      exhausted += standing.exhausted() ? 1 : 0;
      if (standing.units() > 0) {
        top.add(standing);
        top.sort(
            Comparator.comparingLong(Standing::units).reversed().thenComparing(Standing::name));
        if (top.size() > NAMED) {
          top.removeLast();
        }
      }
    }
  }

  Members(CounterStore store) {
    this(store, MOST);
  }

  /**
   * @param most counters read at once
   */
  Members(CounterStore store, int most) {
    this.store = store;
    this.subjects = new Subjects(store);
    this.most = most;
  }

  /**
   * @throws CountersAway they cannot be reached
   */
  Map<ObjectId, MembersReading> of(
      Snapshot snapshot, Tenancy tenancy, BudgetCoverage coverage, Instant now)
      throws CountersAway {
    Map<String, Template> templates = new LinkedHashMap<>();
    for (BudgetEntry budget : snapshot.budgets()) {
      Per per = budget.per();
      if (per != null) {
        List<Span> spans =
            budget.windows().stream()
                .map(window -> BudgetPeriod.of(window).at(now).getFirst())
                .toList();
        templates.put(budget.id(), new Template(budget, per, tenancy.tagOf(budget), spans));
      }
    }
    List<Member> all =
        Stream.concat(keys(snapshot, coverage, templates), named(templates).stream()).toList();
    look(all, now);
    Map<ObjectId, MembersReading> readings = new HashMap<>();
    templates.forEach(
        (id, template) ->
            readings.put(
                ObjectId.of(Budget.class, id),
                reading(template.per(), whole.orElse(found).getOrDefault(id, new Tally()), now)));
    return readings;
  }

  /** At as many members as may be at once; the next reading goes on behind them. */
  private void look(List<Member> all, Instant now) throws CountersAway {
    List<Member> members = new ArrayList<>();
    Set<String> counters = new HashSet<>();
    int last = Math.min(next, all.size());
    while (last < all.size() && counters.size() < most) {
      members.add(all.get(last));
      counters.addAll(all.get(last).counters());
      last++;
    }
    Map<String, Held> held = store.budgets(counters);
    members.forEach(
        member ->
            found
                .computeIfAbsent(member.of().budget().id(), id -> new Tally())
                .add(standing(member, held, now)));
    next = last;
    if (next == all.size()) {
      whole = Optional.of(found);
      found = new HashMap<>();
      next = 0;
    }
  }

  private static Stream<Member> keys(
      Snapshot snapshot, BudgetCoverage coverage, Map<String, Template> templates) {
    if (templates.values().stream().noneMatch(each -> each.per() == Per.KEY)) {
      return Stream.empty();
    }
    return snapshot.keys().stream()
        .map(KeyEntry::id)
        .distinct() // A key has two entries while its rotation overlaps.
        .flatMap(
            key ->
                coverage.of(ObjectId.of(VirtualKey.class, key)).stream()
                    .flatMap(id -> Stream.ofNullable(templates.get(id)))
                    .filter(each -> each.per() == Per.KEY)
                    .map(
                        each ->
                            new Member(each, CounterNames.ofKey(each.budget().id(), key), key)));
  }

  private List<Member> named(Map<String, Template> templates) throws CountersAway {
    Map<String, Template> byPrefix = new HashMap<>();
    Map<String, String> tags = new HashMap<>();
    for (Template template : templates.values()) {
      if (template.per() != Per.KEY) {
        String prefix = prefix(template.budget().id(), template.per());
        byPrefix.put(prefix, template);
        tags.put(prefix, template.tag());
      }
    }
    List<Member> members = new ArrayList<>();
    subjects
        .of(tags)
        .forEach(
            (prefix, policies) -> {
              Template template = byPrefix.get(prefix);
              if (template != null) {
                policies.stream()
                    .sorted()
                    .map(each -> new Member(template, each, name(each.substring(prefix.length()))))
                    .forEach(members::add);
              }
            });
    return members;
  }

  private static String prefix(String budget, Per per) {
    return per == Per.USER ? CounterNames.ofUser(budget, "") : CounterNames.ofCustomer(budget, "");
  }

  /** As the ledger writes digests of names; who is nobody, or one of too many, is called so. */
  private static String name(String said) {
    return said.length() == DIGEST_LENGTH ? "sha256:" + said : said;
  }

  private static Standing standing(Member member, Map<String, Held> held, Instant now) {
    List<WindowReading> windows = new ArrayList<>();
    List<String> counters = member.counters();
    for (int i = 0; i < counters.size(); i++) {
      Held each = held.getOrDefault(counters.get(i), Held.NOTHING);
      windows.add(
          new WindowReading(
              member.of().budget().windows().get(i),
              member.of().spans().get(i),
              each.spent(),
              each.reserved(),
              now));
    }
    boolean counted = windows.stream().anyMatch(each -> each.spent() > 0 || each.reserved() > 0);
    return new Standing(
        member.name(),
        windows.getFirst().spent(),
        counted,
        counted && windows.stream().anyMatch(each -> each.state(List.of()) == State.EXHAUSTED));
  }

  private static MembersReading reading(Per per, Tally tally, Instant now) {
    return new MembersReading(
        tally.counted,
        tally.exhausted,
        tally.top.stream().map(each -> spender(per, each.name(), Usd.text(each.units()))).toList(),
        now);
  }

  private static Spender spender(Per per, String name, String spent) {
    return switch (per) {
      case KEY -> new Spender(name, spent);
      case USER -> new Spender(null, name, null, spent);
      case CUSTOMER -> new Spender(null, null, name, spent);
    };
  }
}
