package dev.keelage.operator.collect;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The reconcilers' own caches of the six kinds, handed over when their informers are made. What is
 * read here is never changed: caches hand their objects out uncloned.
 */
public final class ResourceCaches {
  private final Map<Class<?>, Cache<?>> byKind = new ConcurrentHashMap<>();

  public <T extends HasMetadata> void put(Class<T> kind, Cache<T> cache) {
    byKind.put(kind, cache);
  }

  /**
   * Without objects on their way out: for gateways, what is being deleted is gone already.
   *
   * @throws IllegalStateException the kind's informer has not been made yet
   */
  public <T extends HasMetadata> List<T> list(Class<T> kind) {
    Cache<?> cache = byKind.get(kind);
    if (cache == null) {
      throw new IllegalStateException("no cache of " + kind.getSimpleName() + " yet");
    }
    return cache
        .list()
        .map(kind::cast)
        .filter(each -> each.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  /** The object of the same kind, namespace and name, as its cache has it now. */
  Optional<HasMetadata> find(HasMetadata like) {
    Cache<?> cache = byKind.get(like.getClass());
    return cache == null
        ? Optional.empty()
        : cache.get(ResourceID.fromResource(like)).map(HasMetadata.class::cast);
  }
}
