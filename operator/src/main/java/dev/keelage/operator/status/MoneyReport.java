package dev.keelage.operator.status;

import dev.keelage.api.Budget;
import dev.keelage.api.BudgetSpec;
import dev.keelage.api.BudgetStatus;
import dev.keelage.api.BudgetStatus.State;
import dev.keelage.api.Condition;
import dev.keelage.api.ConditionType;
import dev.keelage.api.Reason;
import dev.keelage.api.Spender;
import dev.keelage.api.Spending;
import dev.keelage.compiler.ObjectId;
import dev.keelage.operator.usage.BudgetReading;
import dev.keelage.operator.usage.MembersReading;
import dev.keelage.operator.usage.Spendings;
import dev.keelage.operator.usage.Statement;
import dev.keelage.snapshot.BudgetEntry.Action;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What conditions and spending say of money. */
final class MoneyReport {
  private MoneyReport() {}

  /** {@code WithinBudget} of a Budget. */
  static void within(Conditions conditions, ObjectId budget, Spendings spendings) {
    switch (spendings) {
      case Spendings.NotConfigured() ->
          unknown(
              conditions,
              "the operator was not told where the counters are; set KEELAGE_REDIS_URL");
      case Spendings.NotReadYet() -> conditions.keep(ConditionType.WITHIN_BUDGET);
      case Spendings.Away() -> unknown(conditions, "the counters cannot be reached");
      case Spendings.Read read ->
          read.budget(budget).ifPresent(reading -> within(conditions, reading));
    }
  }

  private static void within(Conditions conditions, BudgetReading reading) {
    String window = reading.fullest().name();
    switch (reading.state()) {
      case WITHIN_BUDGET -> set(conditions, true, Reason.WITHIN_BUDGET, "money is left");
      case SOFT_LIMIT_REACHED ->
          set(
              conditions,
              true,
              Reason.SOFT_LIMIT_REACHED,
              "%d %% of the limit (%s) are spent"
                  .formatted(
                      reading.fullest().crossed(reading.entry().softThresholdPercents()), window));
      case EXHAUSTED ->
          set(
              conditions,
              false,
              Reason.EXHAUSTED,
              "the limit (%s) is reached: %s until the window resets or the limit is raised"
                  .formatted(window, effect(reading)));
    }
  }

  private static String effect(BudgetReading reading) {
    return switch (reading.entry().action()) {
      case BLOCK -> "calls are refused";
      case THROTTLE ->
          "%d calls a minute pass".formatted(reading.entry().throttledRequestsPerMinute());
      case DOWNGRADE -> "%s serves instead".formatted(reading.entry().downgradeModelId());
      case OBSERVE -> "calls go on, since spec.whenExhausted.action is Observe,";
    };
  }

  /**
   * How far spending is, in a word.
   *
   * @param served whether it holds for anybody
   */
  static State state(Budget budget, boolean served, Spendings spendings) {
    if (!served) {
      return State.NOT_ENFORCED;
    }
    return switch (spendings) {
      case Spendings.NotConfigured(), Spendings.Away() -> State.UNKNOWN;
      case Spendings.NotReadYet() -> lastKnown(budget);
      case Spendings.Read read -> {
        ObjectId id = ObjectId.of(budget);
        yield read.budget(id)
            .map(BudgetReading::state)
            .or(() -> read.members(id).map(MoneyReport::state))
            .orElseGet(() -> lastKnown(budget));
      }
    };
  }

  private static State state(MembersReading members) {
    return members.exhausted() > 0 ? State.SOME_EXHAUSTED : State.WITHIN_BUDGET;
  }

  private static State lastKnown(Budget budget) {
    return Optional.ofNullable(budget.getStatus())
        .flatMap(before -> Optional.ofNullable(before.state()))
        .filter(before -> before != State.NOT_ENFORCED)
        .orElse(State.UNKNOWN);
  }

  /** {@code WithinBudget} of a Team or VirtualKey: of all Budgets that hold for it. */
  static void covered(Conditions conditions, ObjectId teamOrKey, Spendings spendings) {
    switch (spendings) {
      case Spendings.NotConfigured() -> {}
      case Spendings.NotReadYet() -> conditions.keep(ConditionType.WITHIN_BUDGET);
      case Spendings.Away() -> {
        if (conditions.previous(ConditionType.WITHIN_BUDGET).isPresent()) {
          unknown(conditions, "the counters cannot be reached");
        }
      }
      case Spendings.Read read -> covered(conditions, read.covering(teamOrKey));
    }
  }

  private static void covered(Conditions conditions, List<BudgetReading> budgets) {
    if (budgets.isEmpty()) {
      return;
    }
    List<BudgetReading> strict =
        budgets.stream().filter(each -> each.entry().action() != Action.OBSERVE).toList();
    String exhausted = names(strict, State.EXHAUSTED);
    String soft = names(budgets, State.SOFT_LIMIT_REACHED);
    if (!exhausted.isEmpty()) {
      set(
          conditions,
          false,
          Reason.EXHAUSTED,
          "calls are refused, throttled or downgraded by Budget " + exhausted);
    } else if (!soft.isEmpty()) {
      set(
          conditions,
          true,
          Reason.SOFT_LIMIT_REACHED,
          "a soft threshold is crossed of Budget " + soft);
    } else {
      set(
          conditions,
          true,
          Reason.WITHIN_BUDGET,
          "money is left in every Budget that holds for it");
    }
  }

  /** What a Budget holds while its counters are away, if they are. */
  static Optional<Finding> enforcedWithoutStore(BudgetSpec budget, Spendings spendings) {
    if (!(spendings instanceof Spendings.Away)
        || budget.whenExhausted().action() == BudgetSpec.Action.OBSERVE) {
      return Optional.empty();
    }
    return Optional.of(
        switch (budget.whenStoreUnavailable()) {
          case DENY ->
              new Finding(true, "the counters cannot be reached; calls that need it are refused");
          case LOCAL_SHARE ->
              new Finding(
                  true, "the counters cannot be reached; each gateway keeps to its share of it");
          case ALLOW ->
              new Finding(
                  false,
                  "the counters cannot be reached; calls are served and booked later; look at"
                      + " Redis");
        });
  }

  /** Whether it still holds, and how. */
  record Finding(boolean ok, String message) {}

  /** Spending of a Team or VirtualKey. */
  static @Nullable Spending spending(
      @Nullable Spending before, ObjectId teamOrKey, Spendings spendings) {
    return switch (spendings) {
      case Spendings.NotConfigured() -> null;
      case Spendings.NotReadYet() -> before;
      case Spendings.Away() -> before;
      case Spendings.Read read ->
          read.spent(teamOrKey).map(units -> Statement.of(before, units, read.at())).orElse(before);
    };
  }

  /**
   * Who spent most. Stated anew together with spending, so that it costs no patch of its own.
   *
   * @param keep whether spending is stated as before
   */
  static List<Spender> topSpenders(
      List<Spender> before, boolean keep, ObjectId teamOrBudget, Spendings spendings) {
    return spendings instanceof Spendings.Read read && (!keep || before.isEmpty())
        ? read.topSpenders(teamOrBudget)
        : before;
  }

  /** Who spent most of those that have a Budget for themselves. */
  static List<Spender> members(List<Spender> before, ObjectId budget, Spendings spendings) {
    return spendings instanceof Spendings.Read read
        ? Statement.of(before, read.topSpenders(budget))
        : before;
  }

  /** How many have a Budget for themselves; null for one that all have together. */
  static BudgetStatus.@Nullable Members counted(
      @Nullable BudgetStatus before, ObjectId budget, Spendings spendings) {
    BudgetStatus.Members stated = before == null ? null : before.members();
    return spendings instanceof Spendings.Read read
        ? read.members(budget).map(each -> Statement.of(stated, each)).orElse(null)
        : stated;
  }

  /** Whether a Team's or VirtualKey's status would say something new of money. */
  static boolean news(
      ObjectId id,
      Conditions fresh,
      Optional<Condition> stated,
      @Nullable Spending before,
      Spendings spendings) {
    covered(fresh, id, spendings);
    return !fresh.get(ConditionType.WITHIN_BUDGET).equals(stated)
        || !Optional.ofNullable(spending(before, id, spendings))
            .equals(Optional.ofNullable(before));
  }

  private static String names(List<BudgetReading> budgets, State state) {
    return String.join(
        ", ",
        budgets.stream()
            .filter(each -> each.state() == state)
            .map(each -> each.entry().id())
            .toList());
  }

  private static void unknown(Conditions conditions, String message) {
    conditions.set(
        ConditionType.WITHIN_BUDGET, Condition.Status.UNKNOWN, Reason.STORE_UNAVAILABLE, message);
  }

  private static void set(Conditions conditions, boolean ok, Reason reason, String message) {
    conditions.set(ConditionType.WITHIN_BUDGET, ok, reason, message);
  }
}
