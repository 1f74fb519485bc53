package dev.keelage.operator;

import dev.keelage.api.ObjectStatus;
import dev.keelage.operator.status.Announcement;
import dev.keelage.operator.status.Standing;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** The one write of a reconciler: its object's status, whole, and only where it says new things. */
final class StatusWriter {
  private final EventRecorder events;

  StatusWriter(EventRecorder events) {
    this.events = events;
  }

  /**
   * @param fresh an empty object of the kind: the cached one is never touched
   * @param standing empty or of another generation: a compile is due, and wakes the reconciler
   */
  <S, T extends ObjectStatus, R extends CustomResource<S, T>> UpdateControl<R> write(
      R resource,
      Supplier<R> fresh,
      Optional<Standing> standing,
      BiFunction<R, Standing, T> author) {
    if (standing.isEmpty()
        || standing.get().generation() != resource.getMetadata().getGeneration()
        || resource.isMarkedForDeletion()) {
      return UpdateControl.noUpdate();
    }
    T status = author.apply(resource, standing.get());
    if (status.equals(resource.getStatus())) {
      return UpdateControl.noUpdate();
    }
    Announcement.between(resource.getStatus(), status)
        .forEach(each -> events.record(resource, each));
    R patch = fresh.get();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withName(resource.getMetadata().getName())
            .withNamespace(resource.getMetadata().getNamespace())
            .withUid(resource.getMetadata().getUid())
            .build());
    patch.setStatus(status);
    return UpdateControl.patchStatus(patch);
  }
}
