package dev.keelage.operator;

import dev.keelage.api.Budget;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/** Reports how Budgets stand; what they say is compiled together with everything else. */
@ControllerConfiguration(name = "budget", fieldManager = FieldManagers.STATUS)
final class BudgetReconciler implements Reconciler<Budget> {
  private final Reporter reporter;

  BudgetReconciler(Reporter reporter) {
    this.reporter = reporter;
  }

  @Override
  public List<EventSource<?, Budget>> prepareEventSources(EventSourceContext<Budget> context) {
    return reporter.feeds().of(context);
  }

  @Override
  public UpdateControl<Budget> reconcile(Budget budget, Context<Budget> context) {
    return reporter
        .writer()
        .write(budget, Budget::new, reporter.loop().standing(budget), reporter.author()::of);
  }
}
