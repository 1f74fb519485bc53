package dev.keelage.snapshot.codec;

import dev.keelage.snapshot.codec.SnapshotIndex.ShardRef;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A snapshot as it is published.
 *
 * @param shards object name to gzipped bytes, for exactly the shards of the index
 */
public record EncodedSnapshot(SnapshotIndex index, Map<String, byte[]> shards) {
  public EncodedSnapshot {
    shards = Collections.unmodifiableMap(new TreeMap<>(shards));
  }

  /** The gzipped bytes of one of the index's shards. */
  public byte[] shard(ShardRef ref) {
    return Objects.requireNonNull(shards.get(ref.objectName()), ref.objectName());
  }
}
