package dev.keelage.compiler;

import dev.keelage.api.BudgetSpec;
import dev.keelage.api.ConditionType;
import dev.keelage.api.ModelSpec;
import dev.keelage.api.Reason;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.Tenancy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Money for a window, shared by what is selected. */
final class BudgetCompiler {
  private final Selection selection;
  private final Tenancy tenancy;
  private final Referents<ModelSpec> models;

  BudgetCompiler(Selection selection, Referents<ModelSpec> models, Tenancy tenancy) {
    this.tenancy = tenancy;
    this.selection = selection;
    this.models = models;
  }

  List<BudgetEntry> compile(List<Declared<BudgetSpec>> declared) {
    List<BudgetEntry> entries = new ArrayList<>();
    for (Declared<BudgetSpec> budget : declared) {
      BudgetEntry entry = withinOneTenant(budget, entry(budget));
      if (budget.verdict().accepted() && entry.teamIds().isEmpty() && entry.keyIds().isEmpty()) {
        Selection.noTargets(
            budget,
            "nothing of what spec.selector names can be selected, so the budget holds for nobody; see ResolvedRefs");
      }
      if (budget.verdict().accepted()
          && entry.modelIds().isEmpty()
          && !budget.spec().selector().models().isEmpty()) {
        Selection.noTargets(
            budget,
            "none of spec.selector.models can be selected, so the budget holds for no call; see ResolvedRefs");
      }
      if (budget.verdict().served()) {
        entries.add(entry);
      }
    }
    return entries;
  }

  /**
   * A call is decided anew where a budget lets it pass in another way. That is only possible where
   * nothing of it can be held elsewhere: with its tenant.
   */
  private BudgetEntry withinOneTenant(Declared<BudgetSpec> budget, BudgetEntry entry) {
    boolean decidesAnew =
        switch (entry.action()) {
          case BLOCK, OBSERVE -> false;
          case THROTTLE, DOWNGRADE -> true;
        };
    if (!decidesAnew || !tenancy.spansTenants(entry)) {
      return entry;
    }
    budget
        .verdict()
        .further(
            ConditionType.ENFORCED,
            false,
            Reason.BLOCKS_INSTEAD,
            "spec.selector selects from several root teams, where only Block and Observe are possible; make one Budget for each");
    return entry.blocking();
  }

  private BudgetEntry entry(Declared<BudgetSpec> budget) {
    BudgetSpec spec = budget.spec();
    BudgetSpec.Selector selector = spec.selector();
    if (selector.teams().isEmpty() && selector.keys().isEmpty()) {
      budget.verdict().invalid("spec.selector selects nothing: name at least one team or key");
    }
    FieldRules.unique(budget, "spec.softThresholdPercents", spec.softThresholdPercents());
    checkAction(budget);
    Optional<String> downgrade = downgrade(budget);
    BudgetEntry.Action action = action(spec.whenExhausted().action());
    if (action == BudgetEntry.Action.DOWNGRADE && downgrade.isEmpty()) {
      action = BudgetEntry.Action.BLOCK;
    }
    return new BudgetEntry(
        budget.path(),
        BudgetWindows.of(budget),
        spec.softThresholdPercents().stream().sorted().distinct().toList(),
        action,
        throttle(spec.whenExhausted().throttle()),
        downgrade.orElse(null),
        whenAway(spec),
        selection.teams(budget, selector.teams(), "spec.selector.teams", team -> false),
        selection.keys(budget, selector.keys(), "spec.selector.keys"),
        AllowList.ids(budget, spec.selector().models(), models, "spec.selector.models"),
        CallLimitsCompiler.per(spec.per()));
  }

  /** What never refuses does not refuse for want of a counter either. */
  private static FailureMode whenAway(BudgetSpec spec) {
    return spec.whenExhausted().action() == BudgetSpec.Action.OBSERVE
        ? FailureMode.ALLOW
        : CallLimitsCompiler.failureMode(spec.whenStoreUnavailable());
  }

  private static void checkAction(Declared<BudgetSpec> budget) {
    BudgetSpec.WhenExhausted when = budget.spec().whenExhausted();
    if ((when.action() == BudgetSpec.Action.THROTTLE) != (when.throttle() != null)) {
      budget
          .verdict()
          .invalid("spec.whenExhausted.throttle goes with action Throttle, and that needs it");
    }
    if ((when.action() == BudgetSpec.Action.DOWNGRADE) != (when.downgrade() != null)) {
      budget
          .verdict()
          .invalid("spec.whenExhausted.downgrade goes with action Downgrade, and that needs it");
    }
  }

  /** Empty where it leads nowhere: until it is mended, the budget blocks. */
  private Optional<String> downgrade(Declared<BudgetSpec> budget) {
    BudgetSpec.Downgrade downgrade = budget.spec().whenExhausted().downgrade();
    if (downgrade == null) {
      return Optional.empty();
    }
    budget.verdict().refers();
    return switch (models.follow(budget.namespace(), downgrade.modelRef())) {
      case Referents.Reference.To<ModelSpec>(Declared<ModelSpec> model) ->
          Optional.of(model.path());
      case Referents.Reference.Nowhere<ModelSpec>(Verdict.Problem problem) -> {
        budget
            .verdict()
            .unresolved(
                new Verdict.Problem(
                    problem.reason(),
                    "spec.whenExhausted.downgrade.modelRef: %s; until then calls are refused"
                        .formatted(problem.message())));
        yield Optional.empty();
      }
    };
  }

  private static @Nullable Long throttle(BudgetSpec.@Nullable Throttle throttle) {
    return throttle == null ? null : throttle.requestsPerMinute();
  }

  private static BudgetEntry.Action action(BudgetSpec.Action action) {
    return switch (action) {
      case BLOCK -> BudgetEntry.Action.BLOCK;
      case THROTTLE -> BudgetEntry.Action.THROTTLE;
      case DOWNGRADE -> BudgetEntry.Action.DOWNGRADE;
      case OBSERVE -> BudgetEntry.Action.OBSERVE;
    };
  }
}
