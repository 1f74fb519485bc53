package dev.keelage.snapshot.codec;

import dev.keelage.snapshot.Entry;
import dev.keelage.snapshot.ShardKind;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.codec.SnapshotIndex.ShardRef;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Encodes one snapshot after another: shards whose entries are those of the time before are taken
 * as they are. The result is the same as that of {@link SnapshotCodec#encode}; only the way is
 * shorter, above all where entries are the same objects. For one thread.
 */
public final class SnapshotEncoder {
  private final Map<ShardKind, Packed> packed = new EnumMap<>(ShardKind.class);

  /** All of one kind. */
  private record Packed(List<? extends Entry> entries, Map<Integer, PackedShard> shards) {
    static final Packed NOTHING = new Packed(List.of(), Map.of());
  }

  private record PackedShard(List<? extends Entry> entries, Map<ShardRef, byte[]> objects) {}

  /** Every non-empty shard, and the index that names them. */
  public EncodedSnapshot encode(Snapshot snapshot) {
    List<ShardRef> refs = new ArrayList<>();
    SortedMap<String, byte[]> objects = new TreeMap<>();
    for (ShardKind kind : ShardKind.values()) {
      Packed now = packed(kind, snapshot.entries(kind));
      packed.put(kind, now);
      for (PackedShard shard : now.shards().values()) {
        shard
            .objects()
            .forEach(
                (ref, bytes) -> {
                  refs.add(ref);
                  objects.put(ref.objectName(), bytes);
                });
      }
    }
    return new EncodedSnapshot(SnapshotCodec.index(refs), objects);
  }

  private Packed packed(ShardKind kind, List<? extends Entry> entries) {
    Packed before = packed.getOrDefault(kind, Packed.NOTHING);
    if (same(before.entries(), entries)) {
      return before;
    }
    Map<Integer, PackedShard> shards = new TreeMap<>();
    for (Shard shard : SnapshotCodec.shards(kind, entries)) {
      PackedShard known = before.shards().get(shard.number());
      shards.put(
          shard.number(),
          known != null && same(known.entries(), shard.entries())
              ? known
              : new PackedShard(shard.entries(), SnapshotCodec.pack(shard)));
    }
    return new Packed(entries, shards);
  }

  /** As {@link List#equals}, but quick where the elements are the same objects. */
  private static boolean same(List<? extends Entry> one, List<? extends Entry> other) {
    if (one == other) {
      return true;
    }
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      if (one.get(i) != other.get(i) && !one.get(i).equals(other.get(i))) {
        return false;
      }
    }
    return true;
  }
}
