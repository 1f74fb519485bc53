package dev.keelage.operator;

import dev.keelage.api.ObjectStatus;
import dev.keelage.operator.collect.UnseenWrites;
import dev.keelage.operator.status.Announcement;
import dev.keelage.operator.status.Standing;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * The one write of a reconciler: its object's status, whole, and only where it says new things. Not
 * through the framework, which takes whatever arrives during its own write for the echo of that
 * write, and drops the event of a change that somebody else made just then.
 */
final class StatusWriter {
  private static final PatchContext OWN =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(FieldManagers.STATUS)
          .withForce(true)
          .build();

  private final KubernetesClient client;
  private final UnseenWrites unseen;
  private final EventRecorder events;

  StatusWriter(KubernetesClient client, UnseenWrites unseen, EventRecorder events) {
    this.client = client;
    this.unseen = unseen;
    this.events = events;
  }

  /**
   * @param fresh an empty object of the kind: the cached one is never touched
   * @param cached the object as its reconciler got it
   * @param standing empty or of another generation: a compile is due, and wakes the reconciler
   */
  <S, T extends ObjectStatus, R extends CustomResource<S, T>> UpdateControl<R> write(
      R cached, Supplier<R> fresh, Optional<Standing> standing, BiFunction<R, Standing, T> author) {
    R resource = unseen.newest(cached);
    if (standing.isEmpty()
        || standing.get().generation() != resource.getMetadata().getGeneration()
        || resource.isMarkedForDeletion()) {
      return UpdateControl.noUpdate();
    }
    T status = author.apply(resource, standing.get());
    if (status.equals(resource.getStatus())) {
      return UpdateControl.noUpdate();
    }
    R patch = fresh.get();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withName(resource.getMetadata().getName())
            .withNamespace(resource.getMetadata().getNamespace())
            .withUid(resource.getMetadata().getUid())
            .build());
    patch.setStatus(status);
    R written = client.resource(patch).subresource("status").patch(OWN);
    written.getMetadata().setManagedFields(null);
    unseen.note(written);
    Announcement.between(resource.getStatus(), status)
        .forEach(each -> events.record(resource, each));
    return UpdateControl.noUpdate();
  }
}
