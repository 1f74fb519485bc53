package dev.keelage.operator.publish;

import dev.keelage.snapshot.CorruptIndex;
import dev.keelage.snapshot.CorruptShard;
import dev.keelage.snapshot.EncodedSnapshot;
import dev.keelage.snapshot.SnapshotCodec;
import dev.keelage.snapshot.SnapshotIndex;
import dev.keelage.snapshot.SnapshotIndex.ShardRef;
import dev.keelage.snapshot.SnapshotObjects;
import dev.keelage.snapshot.UnsupportedFormat;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes snapshots as immutable Secrets and switches the index. Shards go first, so an index never
 * names what is not there; what is there already, by name and content, is not written again.
 */
public final class SnapshotPublisher {
  private final KubernetesClient client;
  private final String namespace;

  public SnapshotPublisher(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /**
   * Makes the API server hold exactly this snapshot. Mends what somebody deleted or damaged.
   *
   * @return how many objects were written; 0 if nothing had to be
   */
  public int publish(EncodedSnapshot snapshot) {
    Map<String, Secret> present = new HashMap<>();
    shards().forEach(secret -> present.put(secret.getMetadata().getName(), secret));
    int written = 0;
    for (ShardRef ref : snapshot.index().shards()) {
      Optional<Secret> existing = Optional.ofNullable(present.get(ref.objectName()));
      if (existing.isEmpty() || !intact(ref, existing.get())) {
        replaceShard(ref, snapshot.shard(ref), existing);
        written++;
      }
    }
    return switchIndex(snapshot.index()) ? written + 1 : written;
  }

  /**
   * Removes shards that nobody needs any more.
   *
   * @param inUse names of the current publication's and of every acknowledged one's
   */
  public void collect(Set<String> inUse) {
    for (Secret secret : shards()) {
      if (!inUse.contains(secret.getMetadata().getName())) {
        client.secrets().inNamespace(namespace).withName(secret.getMetadata().getName()).delete();
      }
    }
  }

  private List<Secret> shards() {
    return client
        .secrets()
        .inNamespace(namespace)
        .withLabels(SnapshotObjects.shardLabels())
        .list()
        .getItems();
  }

  private static boolean intact(ShardRef ref, Secret secret) {
    String data =
        secret.getData() == null ? null : secret.getData().get(SnapshotObjects.SHARD_DATA_KEY);
    if (data == null || !Boolean.TRUE.equals(secret.getImmutable())) {
      return false;
    }
    try {
      SnapshotCodec.decodeShard(ref, Base64.getDecoder().decode(data));
      return true;
    } catch (CorruptShard | IllegalArgumentException e) {
      return false;
    }
  }

  private void replaceShard(ShardRef ref, byte[] bytes, Optional<Secret> damaged) {
    Resource<Secret> resource = client.secrets().inNamespace(namespace).withName(ref.objectName());
    // Immutable: a damaged one can only be replaced.
    damaged.ifPresent(secret -> resource.delete());
    client
        .secrets()
        .inNamespace(namespace)
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(ref.objectName())
                .withNamespace(namespace)
                .withLabels(SnapshotObjects.shardLabels())
                .endMetadata()
                .withImmutable(true)
                .addToData(
                    SnapshotObjects.SHARD_DATA_KEY, Base64.getEncoder().encodeToString(bytes))
                .build())
        .create();
  }

  private boolean switchIndex(SnapshotIndex index) {
    Resource<Secret> resource =
        client.secrets().inNamespace(namespace).withName(SnapshotObjects.INDEX_NAME);
    Secret existing = resource.get();
    if (existing != null && names(existing, index)) {
      return false;
    }
    Secret wanted =
        new SecretBuilder()
            .withNewMetadata()
            .withName(SnapshotObjects.INDEX_NAME)
            .withNamespace(namespace)
            .withLabels(SnapshotObjects.indexLabels())
            .withResourceVersion(
                existing == null ? null : existing.getMetadata().getResourceVersion())
            .endMetadata()
            .addToData(
                SnapshotObjects.INDEX_DATA_KEY,
                Base64.getEncoder().encodeToString(SnapshotCodec.encodeIndex(index)))
            .build();
    Resource<Secret> write = client.secrets().inNamespace(namespace).resource(wanted);
    if (existing == null) {
      write.create();
    } else {
      // With the version read above: two leaders, if there ever were two, cannot overwrite each
      // other unseen.
      write.update();
    }
    return true;
  }

  private static boolean names(Secret existing, SnapshotIndex index) {
    String data =
        existing.getData() == null ? null : existing.getData().get(SnapshotObjects.INDEX_DATA_KEY);
    if (data == null) {
      return false;
    }
    try {
      return SnapshotCodec.decodeIndex(Base64.getDecoder().decode(data)).equals(index);
    } catch (CorruptIndex | UnsupportedFormat | IllegalArgumentException e) {
      return false;
    }
  }
}
