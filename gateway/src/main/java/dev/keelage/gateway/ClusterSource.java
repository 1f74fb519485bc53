package dev.keelage.gateway;

import dev.keelage.gateway.snapshot.LoadedSnapshot;
import dev.keelage.gateway.snapshot.SnapshotHolder;
import dev.keelage.gateway.snapshot.cluster.AcknowledgementLease;
import dev.keelage.gateway.snapshot.cluster.ClusterSnapshots;
import dev.keelage.gateway.telemetry.SnapshotMetrics;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Snapshots from a cluster, and this gateway's sign of life there. */
@Singleton
public class ClusterSource implements AutoCloseable {
  private final GatewaySettings settings;
  private final GatewayIdentity identity;
  private final Instance<KubernetesClient> client;
  private final SnapshotHolder holder;
  private final SnapshotMetrics metrics;
  private Optional<Running> running = Optional.empty();

  private record Running(ClusterSnapshots snapshots, AcknowledgementLease lease) {}

  /**
   * @param client made only when it is needed: standalone there is none
   */
  public ClusterSource(
      GatewaySettings settings,
      GatewayIdentity identity,
      Instance<KubernetesClient> client,
      SnapshotHolder holder,
      SnapshotMetrics metrics) {
    this.settings = settings;
    this.identity = identity;
    this.client = client;
    this.holder = holder;
    this.metrics = metrics;
  }

  /** The namespace that the operator publishes to. */
  public String namespace() {
    return settings
        .namespace()
        .or(() -> Optional.ofNullable(client.get().getNamespace()))
        .orElse("keelage");
  }

  void start() {
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("keelage-snapshot").factory());
    AcknowledgementLease lease =
        new AcknowledgementLease(
            client.get(),
            namespace(),
            new AcknowledgementLease.Holder(identity.instance(), settings.podUid()),
            Clock.systemUTC(),
            thread);
    ClusterSnapshots snapshots =
        new ClusterSnapshots(client.get(), namespace(), holder, thread, report(lease));
    running = Optional.of(new Running(snapshots, lease));
    lease.start();
    snapshots.start();
  }

  /** From here on the operator does not count on this gateway. */
  @Override
  public void close() {
    running.ifPresent(
        parts -> {
          parts.snapshots().close();
          parts.lease().close();
        });
    running = Optional.empty();
  }

  private ClusterSnapshots.Report report(AcknowledgementLease lease) {
    return new ClusterSnapshots.Report() {
      @Override
      public void serving(LoadedSnapshot snapshot) {
        metrics.serving();
        lease.serving(snapshot.digest());
      }

      @Override
      public void rejected(String reason) {
        metrics.rejected();
        lease.rejected(reason);
      }
    };
  }
}
