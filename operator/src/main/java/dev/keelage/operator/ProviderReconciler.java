package dev.keelage.operator;

import dev.keelage.api.Provider;
import dev.keelage.operator.status.StatusAuthor;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/** Reports how Providers stand; what they say is compiled together with everything else. */
@ControllerConfiguration(name = "provider", fieldManager = FieldManagers.STATUS)
public final class ProviderReconciler implements Reconciler<Provider> {
  private final ControlLoop loop;
  private final StatusAuthor author;

  public ProviderReconciler(ControlLoop loop, StatusAuthor author) {
    this.loop = loop;
    this.author = author;
  }

  @Override
  public List<EventSource<?, Provider>> prepareEventSources(EventSourceContext<Provider> context) {
    return List.of(loop.feed(Provider.class, context.getPrimaryCache()));
  }

  @Override
  public UpdateControl<Provider> reconcile(Provider provider, Context<Provider> context) {
    return StatusPatch.of(provider, Provider::new, loop.standing(provider), author::of);
  }
}
