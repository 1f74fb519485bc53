package dev.keelage.operator.usage;

import dev.keelage.compiler.ObjectId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
   */
  record Read(
      Instant at,
      Map<ObjectId, Long> spent,
      Map<String, BudgetReading> budgets,
      Map<ObjectId, List<String>> coverage)
      implements Spendings {
    public Read {
      spent = Map.copyOf(spent);
      budgets = Map.copyOf(budgets);
      coverage = Map.copyOf(coverage);
    }

    /** Empty for what is not served. */
    public Optional<Long> spent(ObjectId teamOrKey) {
      return Optional.ofNullable(spent.get(teamOrKey));
    }

    public Optional<BudgetReading> budget(ObjectId budget) {
      return Optional.ofNullable(budgets.get(budget.path()));
    }

    public List<BudgetReading> covering(ObjectId teamOrKey) {
      return coverage.getOrDefault(teamOrKey, List.of()).stream()
          .flatMap(id -> Stream.ofNullable(budgets.get(id)))
          .toList();
    }
  }
}
