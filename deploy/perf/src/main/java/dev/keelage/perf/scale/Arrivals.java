package dev.keelage.perf.scale;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Watches the objects of one kind until all of them are as far as they can come. */
final class Arrivals implements Watcher<GenericKubernetesResource>, AutoCloseable {
  private static final long LOOK_SECONDS = 1;

  private final Set<String> conditions;
  private final long beginNanos;
  private final CountDownLatch first = new CountDownLatch(1);
  private final CountDownLatch all;
  private final Set<String> arrived = ConcurrentHashMap.newKeySet();
  private final Watch watch;
  private volatile long firstNanos;
  private volatile long lastNanos;

  /**
   * Begins to watch.
   *
   * @param count how many objects there are
   * @param conditions that are True of an object that has arrived
   */
  Arrivals(
      KubernetesClient client, String kind, int count, Set<String> conditions, long beginNanos) {
    this.conditions = conditions;
    this.beginNanos = beginNanos;
    this.all = new CountDownLatch(count);
    this.watch =
        client
            .genericKubernetesResources("keelage.dev/v1alpha1", kind)
            .inAnyNamespace()
            .watch(this);
  }

  @Override
  public void eventReceived(Action action, GenericKubernetesResource object) {
    if (hasArrived(object) && arrived.add(name(object))) {
      lastNanos = System.nanoTime();
      if (first.getCount() > 0) {
        firstNanos = lastNanos;
        first.countDown();
      }
      all.countDown();
    }
  }

  @Override
  public void onClose(WatcherException cause) {
    System.err.println("the API server ended a watch: " + cause);
  }

  /**
   * Waits for the last object.
   *
   * @param demandAlive throws if waiting is in vain
   * @throws IllegalStateException if it does not come
   */
  ScaleOutcome.Times await(Duration patience, Runnable demandAlive) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!all.await(LOOK_SECONDS, TimeUnit.SECONDS)) {
      demandAlive.run();
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "%d objects are not %s after %d s"
                .formatted(all.getCount(), conditions, patience.toSeconds()));
      }
    }
    return new ScaleOutcome.Times(
        Duration.ofNanos(firstNanos - beginNanos), Duration.ofNanos(lastNanos - beginNanos));
  }

  @Override
  public void close() {
    watch.close();
  }

  private static String name(GenericKubernetesResource object) {
    return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
  }

  private boolean hasArrived(GenericKubernetesResource object) {
    if (object.getAdditionalProperties().get("status") instanceof Map<?, ?> status
        && status.get("conditions") instanceof List<?> all) {
      return all.stream()
              .filter(
                  condition ->
                      condition instanceof Map<?, ?> fields
                          && conditions.contains(String.valueOf(fields.get("type")))
                          && "True".equals(fields.get("status")))
              .count()
          == conditions.size();
    }
    return false;
  }
}
