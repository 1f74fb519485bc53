package dev.keelage.operator;

import dev.keelage.api.Guardrail;
import dev.keelage.operator.status.StatusAuthor;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/** Reports how Guardrails stand; what they say is compiled together with everything else. */
@ControllerConfiguration(name = "guardrail", fieldManager = FieldManagers.STATUS)
public final class GuardrailReconciler implements Reconciler<Guardrail> {
  private final ControlLoop loop;
  private final StatusAuthor author;

  public GuardrailReconciler(ControlLoop loop, StatusAuthor author) {
    this.loop = loop;
    this.author = author;
  }

  @Override
  public List<EventSource<?, Guardrail>> prepareEventSources(
      EventSourceContext<Guardrail> context) {
    return List.of(loop.feed(Guardrail.class, context.getPrimaryCache()));
  }

  @Override
  public UpdateControl<Guardrail> reconcile(Guardrail guardrail, Context<Guardrail> context) {
    return StatusPatch.of(guardrail, Guardrail::new, loop.standing(guardrail), author::of);
  }
}
