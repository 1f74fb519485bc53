package dev.keelage.operator;

import dev.keelage.api.Guardrail;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/** Reports how Guardrails stand; what they say is compiled together with everything else. */
@ControllerConfiguration(name = "guardrail", fieldManager = FieldManagers.STATUS)
final class GuardrailReconciler implements Reconciler<Guardrail> {
  private final Reporter reporter;

  GuardrailReconciler(Reporter reporter) {
    this.reporter = reporter;
  }

  @Override
  public List<EventSource<?, Guardrail>> prepareEventSources(
      EventSourceContext<Guardrail> context) {
    return reporter.feeds().of(context);
  }

  @Override
  public UpdateControl<Guardrail> reconcile(Guardrail guardrail, Context<Guardrail> context) {
    return reporter
        .writer()
        .write(
            guardrail, Guardrail::new, reporter.loop().standing(guardrail), reporter.author()::of);
  }
}
