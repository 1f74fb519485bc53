package dev.keelage.operator;

import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.codec.Shard;
import dev.keelage.snapshot.codec.SnapshotCodec;
import dev.keelage.snapshot.codec.SnapshotIndex;
import dev.keelage.snapshot.codec.SnapshotIndex.ShardRef;
import dev.keelage.snapshot.codec.SnapshotObjects;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Reads a snapshot as a gateway does: index, then shards, all verified. */
final class PublishedSnapshot {
  private PublishedSnapshot() {}

  static SnapshotIndex index(KubernetesClient client, String namespace) {
    return SnapshotCodec.decodeIndex(
        data(client, namespace, SnapshotObjects.INDEX_NAME, SnapshotObjects.INDEX_DATA_KEY));
  }

  static Snapshot read(KubernetesClient client, String namespace) {
    return read(client, namespace, index(client, namespace));
  }

  static Snapshot read(KubernetesClient client, String namespace, SnapshotIndex index) {
    Map<ShardRef, Shard> shards = new HashMap<>();
    for (ShardRef ref : index.shards()) {
      byte[] bytes = data(client, namespace, ref.objectName(), SnapshotObjects.SHARD_DATA_KEY);
      shards.put(ref, SnapshotCodec.decodeShard(ref, bytes));
    }
    return SnapshotCodec.assemble(index, shards);
  }

  private static byte[] data(KubernetesClient client, String namespace, String name, String key) {
    Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
    return Base64.getDecoder().decode(Objects.requireNonNull(secret, name).getData().get(key));
  }
}
