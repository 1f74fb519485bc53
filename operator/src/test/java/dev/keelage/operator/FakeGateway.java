package dev.keelage.operator;

import dev.keelage.snapshot.codec.SnapshotIndex;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Loads every snapshot and acknowledges it, as gateways do; serves nobody. */
final class FakeGateway implements AutoCloseable {
  private static final int LEASE_SECONDS = 10;

  private final KubernetesClient client;
  private final String namespace;
  private final String name;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final AtomicReference<@Nullable String> loaded = new AtomicReference<>();
  private final AtomicReference<@Nullable String> error = new AtomicReference<>();
  private volatile boolean loading = true;

  FakeGateway(KubernetesClient client, String namespace, String name) {
    this.client = client;
    this.namespace = namespace;
    this.name = name;
    thread.scheduleWithFixedDelay(this::round, 0, 100, TimeUnit.MILLISECONDS);
  }

  /** From now on it keeps what it has, without a word. */
  void stopLoading() {
    loading = false;
  }

  void resumeLoading() {
    error.set(null);
    loading = true;
  }

  /** From now on it keeps what it has and complains. */
  void reject(String why) {
    loading = false;
    error.set(why);
  }

  private void round() {
    try {
      if (loading) {
        SnapshotIndex index = PublishedSnapshot.index(client, namespace);
        if (!index.digest().equals(loaded.get())) {
          PublishedSnapshot.read(client, namespace, index);
          loaded.set(index.digest());
        }
      }
      acknowledge();
    } catch (RuntimeException e) {
      // Not there yet; the next round tries again.
      error.compareAndSet(null, null);
    }
  }

  private void acknowledge() {
    String digest = loaded.get();
    if (digest == null) {
      return;
    }
    Map<String, String> annotations = new HashMap<>(Map.of("keelage.dev/snapshot", digest));
    String complaint = error.get();
    if (complaint != null) {
      annotations.put("keelage.dev/snapshot-error", complaint);
    }
    Lease lease =
        new LeaseBuilder()
            .withNewMetadata()
            .withName("keelage-gateway-" + name)
            .withNamespace(namespace)
            .addToLabels("keelage.dev/component", "gateway")
            .withAnnotations(annotations)
            .endMetadata()
            .withNewSpec()
            .withHolderIdentity(name)
            .withLeaseDurationSeconds(LEASE_SECONDS)
            .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
            .endSpec()
            .build();
    client.leases().inNamespace(namespace).resource(lease).forceConflicts().serverSideApply();
  }

  /** Dies without a word: its Lease runs out. */
  void kill() {
    thread.shutdownNow();
  }

  /** Stops in order: its Lease is gone. */
  @Override
  public void close() throws InterruptedException {
    thread.shutdownNow();
    thread.awaitTermination(60, TimeUnit.SECONDS);
    client.leases().inNamespace(namespace).withName("keelage-gateway-" + name).delete();
  }
}
