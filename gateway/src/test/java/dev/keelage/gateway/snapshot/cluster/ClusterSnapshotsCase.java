package dev.keelage.gateway.snapshot.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.snapshot.Entries;
import dev.keelage.gateway.snapshot.LoadedSnapshot;
import dev.keelage.gateway.snapshot.SnapshotHolder;
import dev.keelage.snapshot.codec.EncodedSnapshot;
import dev.keelage.snapshot.codec.SnapshotCodec;
import dev.keelage.snapshot.codec.SnapshotIndex.ShardRef;
import dev.keelage.snapshot.codec.SnapshotObjects;
import dev.keelage.testkit.ControlPlane;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Gateways of one namespace of a real API server, under exactly the permissions that the chart
 * gives them, and what an operator would publish there.
 */
abstract class ClusterSnapshotsCase {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final AtomicInteger NAMESPACES = new AtomicInteger();
  static final ControlPlane PLANE = ControlPlane.shared();
  final KubernetesClient admin = PLANE.client();
  final String namespace = "gateway-" + NAMESPACES.incrementAndGet();
  final List<AutoCloseable> opened = new ArrayList<>();

  /** A gateway as far as its configuration goes. */
  final class Gateway {
    final SnapshotHolder holder = new SnapshotHolder();
    private final ClusterSnapshots snapshots;
    private final AcknowledgementLease lease;
    private final ScheduledExecutorService thread;

    Gateway(KubernetesClient client) {
      this(client, new AcknowledgementLease.Holder("Pod_1", Optional.empty()));
    }

    Gateway(KubernetesClient client, AcknowledgementLease.Holder holding) {
      thread = Executors.newSingleThreadScheduledExecutor();
      lease = new AcknowledgementLease(client, namespace, holding, Clock.systemUTC(), thread);
      snapshots =
          new ClusterSnapshots(
              client,
              namespace,
              holder,
              thread,
              new ClusterSnapshots.Report() {
                @Override
                public void serving(LoadedSnapshot snapshot) {
                  lease.serving(snapshot.digest());
                }

                @Override
                public void rejected(String reason) {
                  lease.rejected(reason);
                }
              });
      lease.start();
      snapshots.start();
      opened.add(this::stop);
    }

    void stop() {
      snapshots.close();
      lease.close();
    }

    /** Ends without a word. */
    void kill() {
      snapshots.close();
      thread.shutdownNow();
    }

    void awaitServing(EncodedSnapshot wanted) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(holder.current())
                      .hasValueSatisfying(
                          current -> {
                            assertThat(current.digest()).isEqualTo(wanted.index().digest());
                            assertThat(current.complete()).isTrue();
                          }));
    }

    boolean knows(String keyId) {
      return holder.current().orElseThrow().caller(Entries.hash(keyId)).isPresent();
    }
  }

  @BeforeEach
  void prepareNamespace() throws IOException {
    opened.add(admin);
    PLANE.kubectl("create", "namespace", namespace);
    PLANE.kubectl("create", "serviceaccount", "keelage-gateway", "-n", namespace);
    PLANE.apply(
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: keelage-gateway, namespace: %1$s}
        rules:
        %2$s
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: keelage-gateway, namespace: %1$s}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: keelage-gateway}
        subjects: [{kind: ServiceAccount, name: keelage-gateway, namespace: %1$s}]
        """
            .formatted(
                namespace, Files.readString(Path.of("../charts/keelage/rbac/gateway.yaml"))));
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  KubernetesClient client(Config config) {
    KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
    opened.add(client);
    return client;
  }

  Config account() {
    return PLANE.serviceAccount(namespace, "keelage-gateway");
  }

  Gateway gateway() {
    return new Gateway(client(account()));
  }

  static Entries entries() {
    return new Entries().team("a/t", null, null).key("a/app", "a/t");
  }

  /** As the operator does it: shards first, then the index. */
  EncodedSnapshot publish(Entries entries) {
    EncodedSnapshot encoded = SnapshotCodec.encode(entries.snapshot());
    encoded.index().shards().forEach(ref -> writeShard(ref, encoded.shard(ref)));
    writeIndex(encoded);
    return encoded;
  }

  void writeShard(ShardRef ref, byte[] bytes) {
    write(ref.objectName(), SnapshotObjects.SHARD_DATA_KEY, bytes);
  }

  void writeIndex(EncodedSnapshot encoded) {
    write(
        SnapshotObjects.INDEX_NAME,
        SnapshotObjects.INDEX_DATA_KEY,
        SnapshotCodec.encodeIndex(encoded.index()));
  }

  void write(String name, String key, byte[] bytes) {
    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(namespace)
            .endMetadata()
            .withData(Map.of(key, Base64.getEncoder().encodeToString(bytes)))
            .build();
    admin.resource(secret).serverSideApply();
  }

  Lease lease() {
    return admin.leases().inNamespace(namespace).withName("keelage-gateway-pod-1").get();
  }

  void awaitLease(String annotation, String text) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(lease().getMetadata().getAnnotations().get(annotation)).contains(text));
  }
}
