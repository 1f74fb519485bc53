package dev.keelage.operator.publish;

import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.codec.Shard;
import dev.keelage.snapshot.codec.SnapshotCodec;
import dev.keelage.snapshot.codec.SnapshotIndex;
import dev.keelage.snapshot.codec.SnapshotIndex.ShardRef;
import dev.keelage.snapshot.codec.SnapshotObjects;
import dev.keelage.snapshot.codec.UnreadableSnapshot;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The snapshot that gateways serve, as it is in the API server. */
public final class PublishedSnapshot {
  /** An index that is replaced while its shards are read names some that are gone. */
  private static final int ATTEMPTS = 5;

  private PublishedSnapshot() {}

  /**
   * Reads it whole.
   *
   * @throws IllegalStateException if there is none, or a part of it is missing or damaged
   */
  public static Snapshot read(KubernetesClient client, String namespace) {
    IllegalStateException last = new IllegalStateException("no snapshot in " + namespace);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        return attempt(client, namespace);
      } catch (UnreadableSnapshot e) {
        last = new IllegalStateException("the snapshot cannot be read: " + e.getMessage(), e);
      } catch (IllegalStateException e) {
        last = e;
      }
    }
    throw last;
  }

  private static Snapshot attempt(KubernetesClient client, String namespace) {
    SnapshotIndex index =
        SnapshotCodec.decodeIndex(
            data(client, namespace, SnapshotObjects.INDEX_NAME, SnapshotObjects.INDEX_DATA_KEY));
    Map<ShardRef, Shard> shards = new HashMap<>();
    for (ShardRef ref : index.shards()) {
      byte[] bytes = data(client, namespace, ref.objectName(), SnapshotObjects.SHARD_DATA_KEY);
      shards.put(ref, SnapshotCodec.decodeShard(ref, bytes));
    }
    return SnapshotCodec.assemble(index, shards);
  }

  private static byte[] data(KubernetesClient client, String namespace, String name, String key) {
    Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
    return Optional.ofNullable(secret)
        .map(Secret::getData)
        .map(data -> data.get(key))
        .map(text -> Base64.getDecoder().decode(text))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Secret " + namespace + "/" + name + " is missing: does the operator run?"));
  }
}
