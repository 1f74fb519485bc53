package dev.keelage.gateway.snapshot;

import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.codec.CorruptShard;
import dev.keelage.snapshot.codec.Shard;
import dev.keelage.snapshot.codec.SnapshotCodec;
import dev.keelage.snapshot.codec.SnapshotIndex;
import dev.keelage.snapshot.codec.SnapshotIndex.ShardRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts the shards of an index together. Shards it has loaded before, by digest, are not fetched
 * again. Not thread-safe: one loader thread uses it.
 */
public final class ShardLoader {
  private final Source source;
  private Map<ShardRef, Shard> known = Map.of();
  private Optional<LoadedSnapshot> before = Optional.empty();

  /** Where shards come from. */
  @FunctionalInterface
  public interface Source {
    /**
     * The gzipped bytes of one shard; empty if it is not there. May throw what its client throws.
     */
    Optional<byte[]> fetch(ShardRef ref);
  }

  public ShardLoader(Source source) {
    this.source = source;
  }

  /**
   * What an index gave.
   *
   * @param problems one sentence for each shard that could not be loaded
   */
  public record Loaded(LoadedSnapshot snapshot, List<String> problems) {
    public Loaded {
      problems = List.copyOf(problems);
    }

    public boolean complete() {
      return problems.isEmpty();
    }
  }

  /** Loads what can be loaded; what is bad or missing is told and left out. */
  public Loaded load(SnapshotIndex index) {
    Map<ShardRef, Shard> loaded = HashMap.newHashMap(index.shards().size());
    List<String> problems = new ArrayList<>();
    Set<ShardRef> missing = new HashSet<>();
    for (ShardRef ref : index.shards()) {
      try {
        Optional<Shard> shard = shard(ref);
        shard.ifPresentOrElse(
            found -> loaded.put(ref, found),
            () -> problems.add("Secret " + ref.objectName() + " is missing"));
      } catch (CorruptShard e) {
        problems.add(String.valueOf(e.getMessage()));
      }
      if (!loaded.containsKey(ref)) {
        missing.add(ref);
      }
    }
    Snapshot snapshot = SnapshotCodec.assemble(index, loaded);
    known = Map.copyOf(loaded);
    LoadedSnapshot next =
        before
            .map(each -> each.followedBy(index.digest(), snapshot, missing))
            .orElseGet(() -> LoadedSnapshot.incomplete(index.digest(), snapshot, missing));
    before = Optional.of(next);
    return new Loaded(next, problems);
  }

  private Optional<Shard> shard(ShardRef ref) {
    Shard shard = known.get(ref);
    return shard != null
        ? Optional.of(shard)
        : source.fetch(ref).map(bytes -> SnapshotCodec.decodeShard(ref, bytes));
  }
}
