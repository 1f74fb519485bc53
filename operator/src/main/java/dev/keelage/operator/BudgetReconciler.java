package dev.keelage.operator;

import dev.keelage.api.Budget;
import dev.keelage.operator.status.StatusAuthor;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/** Reports how Budgets stand; what they say is compiled together with everything else. */
@ControllerConfiguration(name = "budget", fieldManager = FieldManagers.STATUS)
public final class BudgetReconciler implements Reconciler<Budget> {
  private final ControlLoop loop;
  private final StatusAuthor author;

  public BudgetReconciler(ControlLoop loop, StatusAuthor author) {
    this.loop = loop;
    this.author = author;
  }

  @Override
  public List<EventSource<?, Budget>> prepareEventSources(EventSourceContext<Budget> context) {
    return List.of(loop.feed(Budget.class, context.getPrimaryCache()));
  }

  @Override
  public UpdateControl<Budget> reconcile(Budget budget, Context<Budget> context) {
    return StatusPatch.of(budget, Budget::new, loop.standing(budget), author::of);
  }
}
