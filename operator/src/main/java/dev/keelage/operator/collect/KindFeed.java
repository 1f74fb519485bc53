package dev.keelage.operator.collect;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.Objects;
import java.util.Set;

/**
 * Both ways between one kind's reconciler and the compiler: tells of changes that a compile may
 * depend on, and wakes the reconciler where a compile or a gateway changed what its status says.
 */
public final class KindFeed<P extends HasMetadata> extends AbstractEventSource<Void, P>
    implements ResourceEventAware<P> {
  private final Runnable changed;
  private final UnseenWrites unseen;

  /**
   * @param changed called on informer threads for every change but those of status
   * @param unseen is told of everything that the cache shows
   */
  public KindFeed(Class<P> kind, Runnable changed, UnseenWrites unseen) {
    super(Void.class, kind.getSimpleName() + "Feed");
    this.changed = changed;
    this.unseen = unseen;
  }

  /** Has the object reconciled soon, if it still exists. */
  public void wake(String namespace, String name) {
    if (isRunning()) {
      getEventHandler().handleEvent(new Event(new ResourceID(name, namespace)));
    }
  }

  @Override
  public void onResourceCreated(P resource) {
    changed.run();
  }

  @Override
  public void onResourceUpdated(P newer, P older) {
    boolean own = unseen.isOwn(newer);
    unseen.seen(newer);
    ObjectMeta now = newer.getMetadata();
    ObjectMeta before = older.getMetadata();
    if (!Objects.equals(now.getGeneration(), before.getGeneration())
        || !Objects.equals(now.getUid(), before.getUid())
        || !Objects.equals(now.getAnnotations(), before.getAnnotations())
        || !Objects.equals(now.getDeletionTimestamp(), before.getDeletionTimestamp())) {
      changed.run();
    }
    // No new generation, so the reconciler would not hear of it: annotations, or a status that
    // somebody else wrote. Seldom it is our own, whose answer is still on its way; that costs
    // nothing.
    if (!own
        && Objects.equals(now.getGeneration(), before.getGeneration())
        && !Objects.equals(now.getResourceVersion(), before.getResourceVersion())) {
      wake(now.getNamespace(), now.getName());
    }
  }

  @Override
  public void onResourceDeleted(P resource) {
    unseen.gone(resource);
    changed.run();
  }

  @Override
  public Set<Void> getSecondaryResources(P primary) {
    return Set.of();
  }
}
