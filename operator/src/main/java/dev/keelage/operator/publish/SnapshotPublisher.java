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
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes snapshots as immutable Secrets and switches the index. Shards go first, so an index never
 * names what is not there; what is there already, by name and content, is not written again. Used
 * by one thread.
 */
public final class SnapshotPublisher {
  private final KubernetesClient client;
  private final String namespace;

  /** Names of shards by the resourceVersion under which they were found to be right. */
  private final Map<String, String> verified = new HashMap<>();

  public SnapshotPublisher(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** How many objects it took; shards and, where it switched, the index. */
  public record Written(int objects, long bytes) {
    Written and(Written other) {
      return new Written(objects + other.objects, bytes + other.bytes);
    }
  }

  /**
   * Makes the API server hold exactly this snapshot. Mends what somebody deleted or damaged.
   *
   * @param present the snapshot Secrets as a watch shows them; those that it lacks are asked for
   */
  public Written publish(EncodedSnapshot snapshot, Iterable<Secret> present) {
    Map<String, Secret> byName = new HashMap<>();
    present.forEach(secret -> byName.put(secret.getMetadata().getName(), secret));
    Written written = new Written(0, 0);
    for (ShardRef ref : snapshot.index().shards()) {
      Secret seen = byName.get(ref.objectName());
      if (seen == null || !intact(ref, seen)) {
        written = written.and(writeShard(ref, snapshot.shard(ref)));
      }
    }
    return written.and(switchIndex(snapshot.index()));
  }

  /** Whether the watch shows all of the snapshot as it was published. */
  public boolean holds(EncodedSnapshot snapshot, Iterable<Secret> present) {
    Map<String, Secret> byName = new HashMap<>();
    present.forEach(secret -> byName.put(secret.getMetadata().getName(), secret));
    Secret index = byName.get(SnapshotObjects.INDEX_NAME);
    return index != null
        && names(index, snapshot.index())
        && snapshot.index().shards().stream()
            .allMatch(
                ref -> {
                  Secret shard = byName.get(ref.objectName());
                  return shard != null && intact(ref, shard);
                });
  }

  /**
   * Removes shards that nobody needs any more.
   *
   * @param inUse names of the shards to keep
   */
  public void collect(Iterable<Secret> present, Set<String> inUse) {
    for (Secret secret : present) {
      String name = secret.getMetadata().getName();
      if (!name.equals(SnapshotObjects.INDEX_NAME) && !inUse.contains(name)) {
        secrets().withName(name).delete();
        verified.remove(name);
      }
    }
  }

  private NonNamespaceOperation<Secret, ?, Resource<Secret>> secrets() {
    return client.secrets().inNamespace(namespace);
  }

  private boolean intact(ShardRef ref, Secret secret) {
    String version = secret.getMetadata().getResourceVersion();
    if (version.equals(verified.get(ref.objectName()))) {
      return true;
    }
    Optional<String> data = data(secret, SnapshotObjects.SHARD_DATA_KEY);
    if (data.isEmpty() || !Boolean.TRUE.equals(secret.getImmutable())) {
      return false;
    }
    try {
      SnapshotCodec.decodeShard(ref, Base64.getDecoder().decode(data.get()));
      verified.put(ref.objectName(), version);
      return true;
    } catch (CorruptShard | IllegalArgumentException e) {
      return false;
    }
  }

  private Written writeShard(ShardRef ref, byte[] bytes) {
    Resource<Secret> resource = secrets().withName(ref.objectName());
    @Nullable Secret existing = resource.get();
    if (existing != null) {
      if (intact(ref, existing)) {
        return new Written(0, 0);
      }
      // Immutable: a damaged one can only be replaced.
      resource.delete();
    }
    Secret created =
        secrets()
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
    verified.put(ref.objectName(), created.getMetadata().getResourceVersion());
    return new Written(1, bytes.length);
  }

  private Written switchIndex(SnapshotIndex index) {
    @Nullable Secret existing = secrets().withName(SnapshotObjects.INDEX_NAME).get();
    if (existing != null && names(existing, index)) {
      return new Written(0, 0);
    }
    byte[] bytes = SnapshotCodec.encodeIndex(index);
    Secret wanted =
        new SecretBuilder()
            .withNewMetadata()
            .withName(SnapshotObjects.INDEX_NAME)
            .withNamespace(namespace)
            .withLabels(SnapshotObjects.indexLabels())
            .withResourceVersion(
                existing == null ? null : existing.getMetadata().getResourceVersion())
            .endMetadata()
            .addToData(SnapshotObjects.INDEX_DATA_KEY, Base64.getEncoder().encodeToString(bytes))
            .build();
    if (existing == null) {
      secrets().resource(wanted).create();
    } else {
      // With the version read above: two leaders, if there ever were two, cannot overwrite each
      // other unseen.
      secrets().resource(wanted).update();
    }
    return new Written(1, bytes.length);
  }

  private static boolean names(Secret existing, SnapshotIndex index) {
    Optional<String> data = data(existing, SnapshotObjects.INDEX_DATA_KEY);
    if (data.isEmpty()) {
      return false;
    }
    try {
      return SnapshotCodec.decodeIndex(Base64.getDecoder().decode(data.get())).equals(index);
    } catch (CorruptIndex | UnsupportedFormat | IllegalArgumentException e) {
      return false;
    }
  }

  private static Optional<String> data(Secret secret, String key) {
    return Optional.ofNullable(secret.getData()).map(data -> data.get(key));
  }
}
