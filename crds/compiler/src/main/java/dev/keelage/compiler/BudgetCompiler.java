package dev.keelage.compiler;

import dev.keelage.api.BudgetSpec;
import dev.keelage.api.ConditionType;
import dev.keelage.api.ModelSpec;
import dev.keelage.api.ObjectRef;
import dev.keelage.api.ProviderSpec;
import dev.keelage.api.Reason;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.counter.Tenancy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Money for a window, shared by what is selected. */
final class BudgetCompiler {
  private final Selection selection;
  private final Tenancy tenancy;
  private final Referents<ModelSpec> models;
  private final Referents<ProviderSpec> providers;

  BudgetCompiler(
      Selection selection,
      Referents<ModelSpec> models,
      Referents<ProviderSpec> providers,
      Tenancy tenancy) {
    this.tenancy = tenancy;
    this.selection = selection;
    this.models = models;
    this.providers = providers;
  }

  List<BudgetEntry> compile(List<Declared<BudgetSpec>> declared) {
    List<BudgetEntry> entries = new ArrayList<>();
    for (Declared<BudgetSpec> budget : declared) {
      BudgetEntry entry = decidedOnce(budget, entry(budget));
      if (budget.verdict().accepted()) {
        noTargets(budget, entry);
      }
      if (budget.verdict().served()) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private static void noTargets(Declared<BudgetSpec> budget, BudgetEntry entry) {
    BudgetSpec.Selector selector = budget.spec().selector();
    boolean namesWho = !selector.teams().isEmpty() || !selector.keys().isEmpty();
    if (entry.teamIds().isEmpty() && entry.keyIds().isEmpty() && namesWho) {
      Selection.noTargets(
          budget,
          "nothing of what spec.selector names can be selected, so the budget holds for nobody; see ResolvedRefs");
    }
    if (entry.modelIds().isEmpty() && !selector.models().isEmpty()) {
      Selection.noTargets(
          budget,
          "none of spec.selector.models can be selected, so the budget holds for no call; see ResolvedRefs");
    }
    if (entry.providerIds().isEmpty() && !selector.providers().isEmpty()) {
      Selection.noTargets(
          budget,
          "none of spec.selector.providers can be selected, so the budget holds for no call; see ResolvedRefs");
    }
  }

  /**
   * A call is decided anew where a budget lets it pass in another way. That is only possible where
   * nothing of it can be held elsewhere: with its tenant, and before it is sent.
   */
  private BudgetEntry decidedOnce(Declared<BudgetSpec> budget, BudgetEntry entry) {
    boolean decidesAnew =
        switch (entry.action()) {
          case BLOCK, OBSERVE -> false;
          case THROTTLE, DOWNGRADE -> true;
        };
    if (decidesAnew && entry.ofProviders()) {
      blocksInstead(
          budget,
          "spec.selector selects providers, where only Block and Observe are possible; leave providers out or choose one of them");
      return entry.blocking();
    }
    if (decidesAnew && tenancy.spansTenants(entry)) {
      blocksInstead(
          budget,
          "spec.selector selects from several root teams, where only Block and Observe are possible; make one Budget for each");
      return entry.blocking();
    }
    return entry;
  }

  private static void blocksInstead(Declared<BudgetSpec> budget, String why) {
    budget.verdict().further(ConditionType.ENFORCED, false, Reason.BLOCKS_INSTEAD, why);
  }

  /** Whoever owns a provider may bound what all spend on it, others only what their own do. */
  private List<String> providers(Declared<BudgetSpec> budget) {
    BudgetSpec.Selector selector = budget.spec().selector();
    boolean everybody = selector.teams().isEmpty() && selector.keys().isEmpty();
    SortedSet<String> ids = new TreeSet<>();
    for (ObjectRef ref : selector.providers()) {
      budget.verdict().refers();
      switch (providers.follow(budget.namespace(), ref)) {
        case Referents.Reference.Nowhere<ProviderSpec>(Verdict.Problem problem) ->
            unresolved(budget, problem);
        case Referents.Reference.To<ProviderSpec>(Declared<ProviderSpec> provider) -> {
          if (everybody && !provider.namespace().equals(budget.namespace())) {
            unresolved(
                budget,
                new Verdict.Problem(
                    Reason.REF_NOT_PERMITTED,
                    "%s is in another namespace: name the teams or keys whose calls on it count"
                        .formatted(provider.id())));
          } else {
            ids.add(provider.path());
          }
        }
      }
    }
    return List.copyOf(ids);
  }

  private static void unresolved(Declared<BudgetSpec> budget, Verdict.Problem problem) {
    budget
        .verdict()
        .unresolved(
            new Verdict.Problem(problem.reason(), "spec.selector.providers: " + problem.message()));
  }

  private BudgetEntry entry(Declared<BudgetSpec> budget) {
    BudgetSpec spec = budget.spec();
    BudgetSpec.Selector selector = spec.selector();
    if (selector.teams().isEmpty() && selector.keys().isEmpty() && selector.providers().isEmpty()) {
      budget
          .verdict()
          .invalid("spec.selector selects nothing: name at least one team, key or provider");
    }
    FieldRules.unique(budget, "spec.selector.tags", selector.tags());
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
        providers(budget),
        selector.tags().stream().sorted().toList(),
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
