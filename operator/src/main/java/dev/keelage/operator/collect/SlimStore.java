package dev.keelage.operator.collect;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;

/**
 * Keeps objects without the record of who set which field: it is larger than the objects, and
 * nobody here reads it. For one informer.
 */
public final class SlimStore<V extends HasMetadata> extends BasicItemStore<V> {
  public SlimStore() {
    super(Cache::metaNamespaceKeyFunc);
  }

  @Override
  public V put(String key, V object) {
    object.getMetadata().setManagedFields(null);
    return super.put(key, object);
  }
}
