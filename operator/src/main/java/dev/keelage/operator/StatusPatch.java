package dev.keelage.operator;

import dev.keelage.operator.status.Standing;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** The one write of a reconciler: its object's status, whole, and only where it says new things. */
final class StatusPatch {
  private StatusPatch() {}

  /**
   * @param fresh an empty object of the kind: the cached one is never touched
   * @param standing empty or of another generation: a compile is due, and wakes the reconciler
   */
  static <S, T, R extends CustomResource<S, T>> UpdateControl<R> of(
      R resource,
      Supplier<R> fresh,
      Optional<Standing> standing,
      BiFunction<R, Standing, T> author) {
    if (standing.isEmpty()
        || standing.get().generation() != resource.getMetadata().getGeneration()) {
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
    return UpdateControl.patchStatus(patch);
  }
}
