package dev.keelage.operator.usage;

import dev.keelage.api.Spender;
import dev.keelage.compiler.ObjectId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What is known of spending at the moment. */
public sealed interface Spendings {
  /** The operator was not told where the counters are. */
  record NotConfigured() implements Spendings {}

  /** Nothing was read yet since the start. */
  record NotReadYet() implements Spendings {}

  /** The counters cannot be reached. */
  record Away() implements Spendings {}

  /**
   * @param spent 10^-10 USD in this month (UTC), of teams and keys
   * @param budgets of all that are served, by id
   * @param coverage which budgets hold for a team or key
   * @param topSpenders of teams and budgets
   * @param members of budgets that each one has for itself
   */
  record Read(
      Instant at,
      Map<ObjectId, Long> spent,
      Map<String, BudgetReading> budgets,
      Map<ObjectId, List<String>> coverage,
      Map<ObjectId, List<Spender>> topSpenders,
      Map<ObjectId, MembersReading> members)
      implements Spendings {
    public Read {
      spent = Map.copyOf(spent);
      budgets = Map.copyOf(budgets);
      coverage = Map.copyOf(coverage);
      topSpenders = Map.copyOf(topSpenders);
      members = Map.copyOf(members);
    }

    /** Empty for what is not served. */
    public Optional<Long> spent(ObjectId teamOrKey) {
      return Optional.ofNullable(spent.get(teamOrKey));
    }

    public Optional<BudgetReading> budget(ObjectId budget) {
      return Optional.ofNullable(budgets.get(budget.path()));
    }

    /** Spent part of the limit, of the fullest window, by budget. */
    public SortedMap<String, Double> usedRatios() {
      SortedMap<String, Double> ratios = new TreeMap<>();
      budgets.forEach(
          (id, reading) ->
              ratios.put(
                  id,
                  reading.windows().stream()
                      .mapToDouble(WindowReading::usedRatio)
                      .max()
                      .orElse(0)));
      return ratios;
    }

    public List<Spender> topSpenders(ObjectId teamOrBudget) {
      return topSpenders.getOrDefault(teamOrBudget, List.of());
    }

    /** Empty for a budget that all have together. */
    public Optional<MembersReading> members(ObjectId budget) {
      return Optional.ofNullable(members.get(budget));
    }

    public List<BudgetReading> covering(ObjectId teamOrKey) {
      return coverage.getOrDefault(teamOrKey, List.of()).stream()
          .flatMap(id -> Stream.ofNullable(budgets.get(id)))
          .toList();
    }
  }
}
