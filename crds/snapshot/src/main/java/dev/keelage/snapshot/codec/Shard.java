package dev.keelage.snapshot.codec;

import dev.keelage.snapshot.Entry;
import dev.keelage.snapshot.ShardKind;
import java.util.List;

/**
 * One part of a snapshot; {@code entries} are of the record type that {@code kind} names, ordered
 * by id, keys of one id by hash.
 */
public record Shard(ShardKind kind, int number, List<? extends Entry> entries) {
  public Shard {
    entries = List.copyOf(entries);
  }

  Shard with(List<? extends Entry> otherEntries) {
    return new Shard(kind, number, otherEntries);
  }
}
