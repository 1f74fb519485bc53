package dev.keelage.operator.collect;

import dev.keelage.compiler.ObjectId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Objects as the last write of their status left them, until the caches show that or newer: what
 * was written a moment ago is not written again because a watch lags behind.
 */
public final class UnseenWrites {
  private final ResourceCaches caches;
  private final Map<ObjectId, HasMetadata> written = new ConcurrentHashMap<>();

  public UnseenWrites(ResourceCaches caches) {
    this.caches = caches;
  }

  /**
   * Takes the API server's answer to a write.
   *
   * @param object will be read, never changed
   */
  public void note(HasMetadata object) {
    ObjectId id = ObjectId.of(object);
    written.put(id, object);
    // Its event may have been faster than the answer.
    caches.find(object).ifPresentOrElse(this::seen, () -> written.remove(id));
  }

  /** The newer of both: what the cache shows, or what was written since. */
  public <R extends HasMetadata> R newest(R cached) {
    HasMetadata object = written.get(ObjectId.of(cached));
    return object != null && newer(object, cached) ? sameKind(object) : cached;
  }

  /** Whether the object is as the last write of its status left it. */
  boolean isOwn(HasMetadata cached) {
    HasMetadata object = written.get(ObjectId.of(cached));
    return object != null && version(object) == version(cached);
  }

  /** To be called with everything that a cache shows anew. */
  void seen(HasMetadata cached) {
    written.computeIfPresent(
        ObjectId.of(cached), (id, object) -> newer(object, cached) ? object : null);
  }

  /** To be called when an object is no longer in its cache. */
  void gone(HasMetadata object) {
    written.remove(ObjectId.of(object));
  }

  @SuppressWarnings("unchecked") // The kind is part of the id that it was found by.
  private static <R extends HasMetadata> R sameKind(HasMetadata object) {
    return (R) object;
  }

  /** Versions of one kind are numbers that grow (KEP-5504). */
  private static boolean newer(HasMetadata one, HasMetadata other) {
    return version(one) > version(other);
  }

  private static long version(HasMetadata object) {
    return Long.parseLong(object.getMetadata().getResourceVersion());
  }
}
