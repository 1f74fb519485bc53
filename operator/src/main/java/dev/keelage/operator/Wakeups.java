package dev.keelage.operator;

import dev.keelage.compiler.ObjectId;
import dev.keelage.operator.collect.KindFeed;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Has objects reconciled whose status has something new to say: at once, or, where many say little,
 * some at a time, so that the API server is not flooded.
 */
final class Wakeups {
  private final Map<String, KindFeed<?>> feeds = new ConcurrentHashMap<>();
  private final LinkedHashSet<ObjectId> later = new LinkedHashSet<>();

  void add(Class<?> kind, KindFeed<?> feed) {
    feeds.put(kind.getSimpleName(), feed);
  }

  void now(ObjectId id) {
    KindFeed<?> feed = feeds.get(id.kind());
    if (feed != null) {
      feed.wake(id.namespace(), id.name());
    }
  }

  synchronized void later(Collection<ObjectId> ids) {
    later.addAll(ids);
  }

  /** Wakes those that have waited longest. */
  void someOfLater(int count) {
    for (int i = 0; i < count; i++) {
      ObjectId id = next();
      if (id == null) {
        return;
      }
      now(id);
    }
  }

  private synchronized @Nullable ObjectId next() {
    return later.isEmpty() ? null : later.removeFirst();
  }
}
