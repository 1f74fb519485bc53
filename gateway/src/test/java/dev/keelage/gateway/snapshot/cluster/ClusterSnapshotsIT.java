package dev.keelage.gateway.snapshot.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.keelage.snapshot.codec.AcknowledgementNames;
import dev.keelage.snapshot.codec.EncodedSnapshot;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.URI;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClusterSnapshotsIT extends ClusterSnapshotsCase {
  @Test
  void followsTheIndexAndAcknowledgesWhatItServes() {
    // Given
    EncodedSnapshot first = publish(entries());
    Gateway gateway = gateway();
    gateway.awaitServing(first);
    awaitLease(AcknowledgementNames.DIGEST, first.index().digest());

    // When
    EncodedSnapshot second = publish(entries().key("a/more", null));

    // Then
    gateway.awaitServing(second);
    assertThat(gateway.knows("a/more")).isTrue();
    awaitLease(AcknowledgementNames.DIGEST, second.index().digest());
    Lease lease = lease();
    assertThat(lease.getMetadata().getLabels())
        .containsEntry(AcknowledgementNames.COMPONENT_LABEL, AcknowledgementNames.COMPONENT);
    assertThat(lease.getSpec().getHolderIdentity()).isEqualTo("Pod_1");
    assertThat(lease.getSpec().getLeaseDurationSeconds()).isEqualTo(10);
    ZonedDateTime renewed = lease.getSpec().getRenewTime();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(lease().getSpec().getRenewTime()).isAfter(renewed));

    // When
    gateway.stop();

    // Then it takes its leave, and does not wait for long whether the API server heard it
    await().atMost(PATIENCE).until(() -> lease() == null);
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
      awaitLease(AcknowledgementNames.DIGEST, first.index().digest());

      // When
      relay.cut();
      EncodedSnapshot second = publish(entries().key("a/more", null));

      // Then
      assertThat(gateway.knows("a/app")).isTrue();

      // When
      relay.mend();

      // Then
      gateway.awaitServing(second);
      awaitLease(AcknowledgementNames.DIGEST, second.index().digest());
      gateway.stop();
    }
  }

  @Test
  void leavesNoLeaseBehindWhenItsPodIsGoneWithoutAWord() {
    PLANE.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: gateway-a, namespace: %s}
        spec: {containers: [{name: gateway, image: keelage/gateway}]}
        """
            .formatted(namespace));
    String uid =
        PLANE.kubectl("get", "pod", "gateway-a", "-n", namespace, "-o", "jsonpath={.metadata.uid}");
    Gateway gateway =
        new Gateway(
            client(account()),
            new AcknowledgementLease.Holder("gateway-a", Optional.of(uid.strip())));
    await().atMost(PATIENCE).until(() -> lookUp("keelage-gateway-gateway-a") != null);

    gateway.kill();
    PLANE.kubectl("delete", "pod", "gateway-a", "-n", namespace, "--grace-period=0", "--force");

    await().atMost(PATIENCE).until(() -> lookUp("keelage-gateway-gateway-a") == null);
  }

  private @Nullable Lease lookUp(String name) {
    return admin.leases().inNamespace(namespace).withName(name).get();
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
