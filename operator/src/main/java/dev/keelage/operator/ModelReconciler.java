package dev.keelage.operator;

import dev.keelage.api.Model;
import dev.keelage.operator.status.StatusAuthor;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/** Reports how Models stand; what they say is compiled together with everything else. */
@ControllerConfiguration(name = "model", fieldManager = FieldManagers.STATUS)
public final class ModelReconciler implements Reconciler<Model> {
  private final ControlLoop loop;
  private final StatusAuthor author;

  public ModelReconciler(ControlLoop loop, StatusAuthor author) {
    this.loop = loop;
    this.author = author;
  }

  @Override
  public List<EventSource<?, Model>> prepareEventSources(EventSourceContext<Model> context) {
    return List.of(loop.feed(Model.class, context.getPrimaryCache()));
  }

  @Override
  public UpdateControl<Model> reconcile(Model model, Context<Model> context) {
    return StatusPatch.of(model, Model::new, loop.standing(model), author::of);
  }
}
