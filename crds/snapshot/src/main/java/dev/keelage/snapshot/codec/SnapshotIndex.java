package dev.keelage.snapshot.codec;

import dev.keelage.snapshot.ShardKind;
import java.util.List;

/**
 * The one small object that switches atomically: which shards make up the current snapshot.
 *
 * @param digest SHA-256 over the ordered shard digests; names the snapshot
 */
public record SnapshotIndex(int formatVersion, String digest, List<ShardRef> shards) {
  /**
   * Raised wherever a gateway of before would serve a snapshot otherwise than it says, for example
   * hold a limit for all calls that is meant for some. Gateways read older ones.
   */
  public static final int FORMAT_VERSION = 2;

  public SnapshotIndex {
    shards = List.copyOf(shards);
  }

  /**
   * One object of a shard. A shard that does not fit into one has several, with one kind and
   * number.
   *
   * @param digest SHA-256 of the shard's uncompressed bytes
   * @param objectName of the immutable Secret that holds it
   */
  public record ShardRef(ShardKind kind, int number, String digest, String objectName) {}
}
