package dev.keelage.operator;

import dev.keelage.api.Model;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/** Reports how Models stand; what they say is compiled together with everything else. */
@ControllerConfiguration(name = "model", fieldManager = FieldManagers.STATUS)
final class ModelReconciler implements Reconciler<Model> {
  private final Reporter reporter;

  ModelReconciler(Reporter reporter) {
    this.reporter = reporter;
  }

  @Override
  public List<EventSource<?, Model>> prepareEventSources(EventSourceContext<Model> context) {
    return reporter.feeds().of(context);
  }

  @Override
  public UpdateControl<Model> reconcile(Model model, Context<Model> context) {
    return reporter
        .writer()
        .write(model, Model::new, reporter.loop().standing(model), reporter.author()::of);
  }
}
