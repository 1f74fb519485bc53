package dev.keelage.operator.rerate;

import dev.keelage.snapshot.counter.BudgetWindow.Span;
import dev.keelage.snapshot.counter.CounterNames;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** By how much counters have to move for a number of corrections: sums, by counter. */
final class CounterMoves {
  /** More than one budget has windows, few enough that Redis is not kept busy. */
  private static final int COUNTERS_AT_ONCE = 400;

  private final Map<String, OfTag> tags = new LinkedHashMap<>();

  private static final class OfTag {
    final Map<String, OfPolicy> policies = new LinkedHashMap<>();
    final Map<String, OfMonth> months = new LinkedHashMap<>();
  }

  /** By the hour in which calls began, as all below. */
  private static final class OfPolicy {
    final int shape;
    final Map<Long, Long> history = new TreeMap<>();
    final Map<Span, Map<Long, Long>> windows = new LinkedHashMap<>();

    OfPolicy(int shape) {
      this.shape = shape;
    }
  }

  private static final class OfMonth {
    final Instant ends;
    long units;

    OfMonth(Instant ends) {
      this.ends = ends;
    }
  }

  /**
   * A call of a budget cost more.
   *
   * @param policy the budget's id; for one who has it for itself, {@code id#who}
   * @param open its windows that the call counts in and that are not over
   * @param hour in which the call began
   * @param units 10^-10 USD, negative where it cost less
   */
  void budget(String tag, String policy, int shape, List<Span> open, long hour, long units) {
    OfPolicy moves = of(tag).policies.computeIfAbsent(policy, id -> new OfPolicy(shape));
    moves.history.merge(hour, units, Math::addExact);
    for (Span span : open) {
      moves
          .windows
          .computeIfAbsent(span, any -> new TreeMap<>())
          .merge(hour, units, Math::addExact);
    }
  }

  /**
   * A call of a month cost more.
   *
   * @param counter of a key or team
   */
  void month(String tag, String counter, Instant ends, long units) {
    OfMonth month = of(tag).months.computeIfAbsent(counter, any -> new OfMonth(ends));
    month.units = Math.addExact(month.units, units);
  }

  private OfTag of(String tag) {
    return tags.computeIfAbsent(tag, any -> new OfTag());
  }

  List<CounterBatch> batches() {
    List<CounterBatch> batches = new ArrayList<>();
    tags.forEach(
        (tag, of) -> {
          Draft draft = new Draft(tag, batches);
          of.policies.forEach((policy, moves) -> add(draft, policy, moves));
          of.months.forEach(
              (counter, month) -> {
                draft.add(
                    counter,
                    "m%d %d %d"
                        .formatted(
                            month.ends.getEpochSecond(),
                            CounterNames.SPENT_KEPT.toSeconds(),
                            month.units));
                draft.mayEnd();
              });
          draft.end();
        });
    return batches;
  }

  private static void add(Draft draft, String policy, OfPolicy moves) {
    draft.add(CounterNames.history(draft.tag, policy), "h" + moves.shape + byHour(moves.history));
    moves.windows.forEach(
        (span, units) ->
            draft.add(
                CounterNames.budget(draft.tag, policy, span.id()),
                "b%d %d%s"
                    .formatted(
                        span.resetsAt().getEpochSecond(),
                        CounterNames.budgetExpiry(span.resetsAt()).getEpochSecond(),
                        byHour(units))));
    draft.mayEnd();
  }

  private static String byHour(Map<Long, Long> units) {
    StringBuilder text = new StringBuilder();
    units.forEach((hour, each) -> text.append(' ').append(hour).append(':').append(each));
    return text.toString();
  }

  /** A batch while it grows; a history and its counters stay together. */
  private static final class Draft {
    final String tag;
    private final List<CounterBatch> batches;
    private final List<String> keys = new ArrayList<>();
    private final List<String> moves = new ArrayList<>();

    Draft(String tag, List<CounterBatch> batches) {
      this.tag = tag;
      this.batches = batches;
    }

    void add(String key, String move) {
      keys.add(key);
      moves.add(move);
    }

    void mayEnd() {
      if (keys.size() >= COUNTERS_AT_ONCE) {
        end();
      }
    }

    void end() {
      if (!keys.isEmpty()) {
        batches.add(new CounterBatch(tag, keys, moves));
        keys.clear();
        moves.clear();
      }
    }
  }
}
