package dev.keelage.operator;

import dev.keelage.api.Provider;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/** Reports how Providers stand; what they say is compiled together with everything else. */
@ControllerConfiguration(name = "provider", fieldManager = FieldManagers.STATUS)
final class ProviderReconciler implements Reconciler<Provider> {
  private final Reporter reporter;

  ProviderReconciler(Reporter reporter) {
    this.reporter = reporter;
  }

  @Override
  public List<EventSource<?, Provider>> prepareEventSources(EventSourceContext<Provider> context) {
    return reporter.feeds().of(context);
  }

  @Override
  public UpdateControl<Provider> reconcile(Provider provider, Context<Provider> context) {
    return reporter
        .writer()
        .write(provider, Provider::new, reporter.loop().standing(provider), reporter.author()::of);
  }
}
