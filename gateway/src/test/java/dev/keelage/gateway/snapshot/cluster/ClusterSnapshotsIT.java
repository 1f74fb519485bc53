package dev.keelage.gateway.snapshot.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.snapshot.Entries;
import dev.keelage.gateway.snapshot.LoadedSnapshot;
import dev.keelage.gateway.snapshot.SnapshotHolder;
import dev.keelage.snapshot.EncodedSnapshot;
import dev.keelage.snapshot.ShardKind;
import dev.keelage.snapshot.SnapshotCodec;
import dev.keelage.snapshot.SnapshotIndex;
import dev.keelage.snapshot.SnapshotIndex.ShardRef;
import dev.keelage.snapshot.SnapshotObjects;
import dev.keelage.testkit.ControlPlane;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real API server, under exactly the permissions that the chart gives a gateway. */
class ClusterSnapshotsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final AtomicInteger NAMESPACES = new AtomicInteger();
  private static final ControlPlane PLANE = ControlPlane.shared();

  private final KubernetesClient admin = PLANE.client();
  private final String namespace = "gateway-" + NAMESPACES.incrementAndGet();
  private final List<AutoCloseable> opened = new ArrayList<>();

  /** A gateway as far as its configuration goes. */
  private final class Gateway {
    private final SnapshotHolder holder = new SnapshotHolder();
    private final ClusterSnapshots snapshots;
    private final AcknowledgementLease lease;

    Gateway(KubernetesClient client) {
      ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
      lease = new AcknowledgementLease(client, namespace, "Pod_1", Clock.systemUTC(), thread);
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

  private KubernetesClient client(Config config) {
    KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
    opened.add(client);
    return client;
  }

  private Config account() {
    return PLANE.serviceAccount(namespace, "keelage-gateway");
  }

  private Gateway gateway() {
    return new Gateway(client(account()));
  }

  private static Entries entries() {
    return new Entries().team("a/t", null, null).key("a/app", "a/t");
  }

  /** As the operator does it: shards first, then the index. */
  private EncodedSnapshot publish(Entries entries) {
    EncodedSnapshot encoded = SnapshotCodec.encode(entries.snapshot());
    encoded.index().shards().forEach(ref -> writeShard(ref, encoded.shard(ref)));
    writeIndex(encoded);
    return encoded;
  }

  private void writeShard(ShardRef ref, byte[] bytes) {
    write(ref.objectName(), SnapshotObjects.SHARD_DATA_KEY, bytes);
  }

  private void writeIndex(EncodedSnapshot encoded) {
    write(
        SnapshotObjects.INDEX_NAME,
        SnapshotObjects.INDEX_DATA_KEY,
        SnapshotCodec.encodeIndex(encoded.index()));
  }

  private void write(String name, String key, byte[] bytes) {
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

  private Lease lease() {
    return admin.leases().inNamespace(namespace).withName("keelage-gateway-pod-1").get();
  }

  private void awaitLease(String annotation, String text) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(lease().getMetadata().getAnnotations().get(annotation)).contains(text));
  }

  @Test
  void followsTheIndexAndAcknowledgesWhatItServes() {
    // Given
    EncodedSnapshot first = publish(entries());
    Gateway gateway = gateway();
    gateway.awaitServing(first);
    awaitLease(AcknowledgementLease.DIGEST, first.index().digest());

    // When
    EncodedSnapshot second = publish(entries().key("a/more", null));

    // Then
    gateway.awaitServing(second);
    assertThat(gateway.knows("a/more")).isTrue();
    awaitLease(AcknowledgementLease.DIGEST, second.index().digest());
    Lease lease = lease();
    assertThat(lease.getMetadata().getLabels())
        .containsEntry(AcknowledgementLease.COMPONENT_LABEL, AcknowledgementLease.COMPONENT);
    assertThat(lease.getSpec().getHolderIdentity()).isEqualTo("Pod_1");
    assertThat(lease.getSpec().getLeaseDurationSeconds()).isEqualTo(10);
    ZonedDateTime renewed = lease.getSpec().getRenewTime();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(lease().getSpec().getRenewTime()).isAfter(renewed));

    // When
    gateway.stop();

    // Then
    assertThat(lease()).isNull();
  }

  @Test
  void waitsForTheFirstSnapshotAndRestartsFromTheSecretsAlone() {
    // Given
    Gateway gateway = gateway();
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(lease()).isNotNull());
    assertThat(gateway.holder.current()).isEmpty();

    // When
    EncodedSnapshot snapshot = publish(entries());

    // Then
    gateway.awaitServing(snapshot);
    gateway.stop();
    gateway().awaitServing(snapshot);
  }

  @Test
  void keepsTheLastGoodSnapshotWhileANewOneIsDamaged() {
    // Given
    EncodedSnapshot good = publish(entries());
    Gateway gateway = gateway();
    gateway.awaitServing(good);

    // When
    EncodedSnapshot next = SnapshotCodec.encode(entries().key("a/more", null).snapshot());
    ShardRef changed =
        next.index().shards().stream()
            .filter(ref -> !good.shards().containsKey(ref.objectName()))
            .findFirst()
            .orElseThrow();
    writeShard(changed, new byte[] {1, 2, 3});
    writeIndex(next);

    // Then
    awaitLease(AcknowledgementLease.ERROR, changed.objectName());
    awaitLease(AcknowledgementLease.DIGEST, good.index().digest());
    assertThat(gateway.holder.current().orElseThrow().digest()).isEqualTo(good.index().digest());
    assertThat(gateway.knows("a/app")).isTrue();

    // When
    next.index().shards().forEach(ref -> writeShard(ref, next.shard(ref)));

    // Then
    gateway.awaitServing(next);
    awaitLease(AcknowledgementLease.DIGEST, next.index().digest());
    assertThat(lease().getMetadata().getAnnotations())
        .doesNotContainKey(AcknowledgementLease.ERROR);
  }

  @Test
  void keepsTheLastGoodSnapshotWhereAnOperatorIsAheadOfIt() {
    EncodedSnapshot good = publish(entries());
    Gateway gateway = gateway();
    gateway.awaitServing(good);

    int newer = SnapshotIndex.FORMAT_VERSION + 1;
    write(
        SnapshotObjects.INDEX_NAME,
        SnapshotObjects.INDEX_DATA_KEY,
        SnapshotCodec.encodeIndex(
            new SnapshotIndex(newer, good.index().digest(), good.index().shards())));

    awaitLease(AcknowledgementLease.ERROR, "format version " + newer);
    awaitLease(AcknowledgementLease.DIGEST, good.index().digest());
    assertThat(gateway.knows("a/app")).isTrue();
  }

  @Test
  void keepsServingWhenTheIndexIsDeletedOrNoIndex() {
    // Given
    EncodedSnapshot good = publish(entries());
    Gateway gateway = gateway();
    gateway.awaitServing(good);

    // When
    admin.secrets().inNamespace(namespace).withName(SnapshotObjects.INDEX_NAME).delete();

    // Then
    awaitLease(AcknowledgementLease.ERROR, "is the operator running?");
    assertThat(gateway.knows("a/app")).isTrue();

    // When
    write(
        SnapshotObjects.INDEX_NAME,
        SnapshotObjects.INDEX_DATA_KEY,
        "{".getBytes(StandardCharsets.UTF_8));

    // Then
    awaitLease(AcknowledgementLease.ERROR, "cannot be read");
    assertThat(gateway.knows("a/app")).isTrue();
  }

  @Test
  void servesWhatItHasOnAFreshStartAndTheRestWhenItComes() {
    // Given
    Entries entries = entries().key("a/alone", null);
    EncodedSnapshot snapshot = SnapshotCodec.encode(entries.snapshot());
    List<ShardRef> teams =
        snapshot.index().shards().stream().filter(ref -> ref.kind() == ShardKind.TEAM).toList();
    snapshot.index().shards().stream()
        .filter(ref -> !teams.contains(ref))
        .forEach(ref -> writeShard(ref, snapshot.shard(ref)));
    writeIndex(snapshot);

    // When
    Gateway gateway = gateway();

    // Then
    awaitLease(AcknowledgementLease.ERROR, teams.getFirst().objectName());
    assertThat(lease().getMetadata().getAnnotations())
        .doesNotContainKey(AcknowledgementLease.DIGEST);
    assertThat(gateway.knows("a/alone")).isTrue();
    assertThat(gateway.knows("a/app")).isFalse();
    assertThat(gateway.holder.current().orElseThrow().mayMissKey(Entries.hash("a/app"))).isTrue();

    // When
    teams.forEach(ref -> writeShard(ref, snapshot.shard(ref)));

    // Then
    gateway.awaitServing(snapshot);
    assertThat(gateway.knows("a/app")).isTrue();
  }

  @Test
  void outlivesAnApiServerThatIsAwayAtStartAndLater() {
    // Given
    EncodedSnapshot first = publish(entries());
    Config config = account();
    try (Relay relay = new Relay(URI.create(config.getMasterUrl()))) {
      config.setMasterUrl(relay.url());
      Gateway gateway = new Gateway(client(config));
      assertThat(gateway.holder.current()).isEmpty();

      // When
      relay.mend();

      // Then
      gateway.awaitServing(first);
      awaitLease(AcknowledgementLease.DIGEST, first.index().digest());

      // When
      relay.cut();
      EncodedSnapshot second = publish(entries().key("a/more", null));

      // Then
      assertThat(gateway.knows("a/app")).isTrue();

      // When
      relay.mend();

      // Then
      gateway.awaitServing(second);
      awaitLease(AcknowledgementLease.DIGEST, second.index().digest());
      gateway.stop();
    }
  }

  @Test
  void mayReadNothingElse() {
    KubernetesClient client = client(account());

    assertThatThrownBy(() -> client.secrets().inNamespace(namespace).list())
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("forbidden");
    assertThatThrownBy(() -> client.secrets().inNamespace("default").withName("any").get())
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("forbidden");
  }
}
