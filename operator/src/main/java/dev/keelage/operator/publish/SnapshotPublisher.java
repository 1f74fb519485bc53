package dev.keelage.operator.publish;

import dev.keelage.snapshot.codec.CorruptIndex;
import dev.keelage.snapshot.codec.CorruptShard;
import dev.keelage.snapshot.codec.EncodedSnapshot;
import dev.keelage.snapshot.codec.SnapshotCodec;
import dev.keelage.snapshot.codec.SnapshotIndex;
import dev.keelage.snapshot.codec.SnapshotIndex.ShardRef;
import dev.keelage.snapshot.codec.SnapshotObjects;
import dev.keelage.snapshot.codec.UnsupportedFormat;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Writes snapshots as immutable Secrets and switches the index. Shards go first, so an index never
 * names what is not there; what is there already, by name and content, is not written again. Used
 * by one thread.
 */
public final class SnapshotPublisher implements AutoCloseable {
  private static final int WRITERS = 8;

  private final KubernetesClient client;
  private final String namespace;

  /** Names of shards by the resourceVersion under which they were found to be right. */
  private final Map<String, String> verified = new ConcurrentHashMap<>();

  private final ExecutorService writers;
  private String indexVersion = "";

  public SnapshotPublisher(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
    this.writers =
        Executors.newFixedThreadPool(
            WRITERS, Thread.ofPlatform().name("keelage-publish-", 0).daemon().factory());
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
   * @param present the snapshot Secrets as a watch shows them; it may lag behind
   */
  public Written publish(EncodedSnapshot snapshot, Iterable<Secret> present) {
    Map<String, Secret> byName = new HashMap<>();
    present.forEach(secret -> byName.put(secret.getMetadata().getName(), secret));
    List<ShardRef> missing = new ArrayList<>();
    for (ShardRef ref : snapshot.index().shards()) {
      Secret seen = byName.get(ref.objectName());
      if (seen == null || !intact(ref, seen)) {
        missing.add(ref);
      }
    }
    Written written = writeShards(missing, snapshot);
    return written.and(
        switchIndex(snapshot.index(), Optional.ofNullable(byName.get(SnapshotObjects.INDEX_NAME))));
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

  /** Some at a time: the first publication has a hundred. */
  private Written writeShards(List<ShardRef> refs, EncodedSnapshot snapshot) {
    List<Future<Written>> writing =
        refs.stream()
            .map(ref -> writers.submit(() -> writeShard(ref, snapshot.shard(ref))))
            .toList();
    Written written = new Written(0, 0);
    for (Future<Written> each : writing) {
      written = written.and(done(each));
    }
    return written;
  }

  private static Written done(Future<Written> writing) {
    try {
      return writing.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while publishing", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(String.valueOf(e.getMessage()), e);
    }
  }

  private Written writeShard(ShardRef ref, byte[] bytes) {
    Secret wanted =
        new SecretBuilder()
            .withNewMetadata()
            .withName(ref.objectName())
            .withNamespace(namespace)
            .withLabels(SnapshotObjects.shardLabels())
            .endMetadata()
            .withImmutable(true)
            .addToData(SnapshotObjects.SHARD_DATA_KEY, Base64.getEncoder().encodeToString(bytes))
            .build();
    try {
      return created(ref, wanted, bytes);
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
    Resource<Secret> resource = secrets().withName(ref.objectName());
    @Nullable Secret existing = resource.get();
    if (existing != null) {
      if (intact(ref, existing)) {
        return new Written(0, 0);
      }
      // Immutable: a damaged one can only be replaced.
      resource.delete();
    }
    return created(ref, wanted, bytes);
  }

  private Written created(ShardRef ref, Secret wanted, byte[] bytes) {
    Secret created = secrets().resource(wanted).create();
    verified.put(ref.objectName(), created.getMetadata().getResourceVersion());
    return new Written(1, bytes.length);
  }

  /**
   * @param seen the index as a watch shows it, perhaps not the newest
   */
  private Written switchIndex(SnapshotIndex index, Optional<Secret> seen) {
    if (seen.filter(each -> names(each, index)).isPresent() && !switchedSince(seen.get())) {
      return new Written(0, 0);
    }
    try {
      return replaceIndex(index, seen);
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
    Optional<Secret> newest =
        Optional.ofNullable(secrets().withName(SnapshotObjects.INDEX_NAME).get());
    return newest.filter(each -> names(each, index)).isPresent()
        ? new Written(0, 0)
        : replaceIndex(index, newest);
  }

  /** The watch may show an index from before this publisher's last switch. */
  private boolean switchedSince(Secret seen) {
    return !indexVersion.isEmpty() && !indexVersion.equals(seen.getMetadata().getResourceVersion());
  }

  private Written replaceIndex(SnapshotIndex index, Optional<Secret> existing) {
    byte[] bytes = SnapshotCodec.encodeIndex(index);
    Secret wanted =
        new SecretBuilder()
            .withNewMetadata()
            .withName(SnapshotObjects.INDEX_NAME)
            .withNamespace(namespace)
            .withLabels(SnapshotObjects.indexLabels())
            .withResourceVersion(
                existing.map(each -> each.getMetadata().getResourceVersion()).orElse(null))
            .endMetadata()
            .addToData(SnapshotObjects.INDEX_DATA_KEY, Base64.getEncoder().encodeToString(bytes))
            .build();
    // With the version that was looked at: two leaders, if there ever were two, cannot overwrite
    // each other unseen.
    Resource<Secret> resource = secrets().resource(wanted);
    Secret switched = existing.isEmpty() ? resource.create() : resource.update();
    indexVersion = switched.getMetadata().getResourceVersion();
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

  @Override
  public void close() {
    writers.shutdownNow();
  }
}
