package dev.keelage.operator;

import dev.keelage.api.VirtualKey;
import dev.keelage.operator.status.StatusAuthor;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/** Reports how VirtualKeys stand. */
@ControllerConfiguration(name = "virtualkey", fieldManager = FieldManagers.STATUS)
public final class VirtualKeyReconciler implements Reconciler<VirtualKey> {
  private final ControlLoop loop;
  private final StatusAuthor author;

  public VirtualKeyReconciler(ControlLoop loop, StatusAuthor author) {
    this.loop = loop;
    this.author = author;
  }

  @Override
  public List<EventSource<?, VirtualKey>> prepareEventSources(
      EventSourceContext<VirtualKey> context) {
    return List.of(loop.feed(VirtualKey.class, context.getPrimaryCache()));
  }

  @Override
  public UpdateControl<VirtualKey> reconcile(VirtualKey key, Context<VirtualKey> context) {
    return StatusPatch.of(key, VirtualKey::new, loop.standing(key), author::of);
  }
}
