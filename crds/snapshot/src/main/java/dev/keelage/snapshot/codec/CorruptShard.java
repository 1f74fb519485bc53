package dev.keelage.snapshot.codec;

import dev.keelage.snapshot.codec.SnapshotIndex.ShardRef;

/** A shard whose bytes are not those that the index points at. */
public final class CorruptShard extends UnreadableSnapshot {
  private static final long serialVersionUID = 1;

  CorruptShard(ShardRef ref, String why) {
    super("snapshot shard " + ref.objectName() + " is corrupt: " + why);
  }
}
