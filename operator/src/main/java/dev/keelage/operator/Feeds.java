package dev.keelage.operator;

import dev.keelage.operator.collect.KindFeed;
import dev.keelage.operator.collect.ResourceCaches;
import dev.keelage.operator.collect.UnseenWrites;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/** Connects a kind's reconciler with everything else. */
final class Feeds {
  private final ResourceCaches caches;
  private final Wakeups wakeups;
  private final Runnable changed;
  private final UnseenWrites unseen;

  /**
   * @param changed what to do when a resource changed
   */
  Feeds(ResourceCaches caches, Wakeups wakeups, Runnable changed, UnseenWrites unseen) {
    this.caches = caches;
    this.wakeups = wakeups;
    this.changed = changed;
    this.unseen = unseen;
  }

  /** The event sources of a kind's reconciler. */
  <P extends HasMetadata> List<EventSource<?, P>> of(EventSourceContext<P> context) {
    KindFeed<P> feed = new KindFeed<>(context.getPrimaryResourceClass(), changed, unseen);
    caches.put(context.getPrimaryResourceClass(), context.getPrimaryCache());
    wakeups.add(context.getPrimaryResourceClass(), feed);
    return List.of(feed);
  }
}
