package dev.keelage.snapshot.codec;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.Digests;
import dev.keelage.snapshot.Entry;
import dev.keelage.snapshot.GuardrailEntry;
import dev.keelage.snapshot.KeyEntry;
import dev.keelage.snapshot.ModelEntry;
import dev.keelage.snapshot.ProviderEntry;
import dev.keelage.snapshot.ShardKind;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.TeamEntry;
import dev.keelage.snapshot.codec.SnapshotIndex.ShardRef;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Snapshots as content-addressed shards and back. Equal snapshots give equal bytes, whatever the
 * order of their entries: JSON with sorted keys and entries, money as plain decimal strings.
 */
public final class SnapshotCodec {
  private static final JsonMapper JSON = canonicalJson();

  /** Below what a Secret holds (1 MiB), even where gzip finds nothing to pack. */
  private static final int MAX_UNPACKED_BYTES = 900 << 10;

  private static final Comparator<Entry> ORDER =
      Comparator.comparing(Entry::id).thenComparing(Entry::shardKey);

  private SnapshotCodec() {}

  /** Every non-empty shard, and the index that names them. */
  public static EncodedSnapshot encode(Snapshot snapshot) {
    return new SnapshotEncoder().encode(snapshot);
  }

  /** One object, or, where that would be too large, one for each half. */
  static Map<ShardRef, byte[]> pack(Shard shard) {
    Map<ShardRef, byte[]> objects = new LinkedHashMap<>();
    pack(shard, objects);
    return objects;
  }

  private static void pack(Shard shard, Map<ShardRef, byte[]> objects) {
    byte[] json = bytes(shard);
    int half = shard.entries().size() / 2;
    if (json.length > MAX_UNPACKED_BYTES && half > 0) {
      List<? extends Entry> entries = shard.entries();
      pack(shard.with(entries.subList(0, half)), objects);
      pack(shard.with(entries.subList(half, entries.size())), objects);
    } else {
      objects.put(refOf(shard, json), Gzip.pack(json));
    }
  }

  static SnapshotIndex index(List<ShardRef> refs) {
    return new SnapshotIndex(SnapshotIndex.FORMAT_VERSION, digest(refs), refs);
  }

  /** Canonical JSON in UTF-8, not packed: it is what gateways watch, and people read. */
  public static byte[] encodeIndex(SnapshotIndex index) {
    return bytes(index);
  }

  /**
   * Reads what {@link #encodeIndex} wrote.
   *
   * @throws UnsupportedFormat a newer operator wrote it in a format this process does not know
   * @throws CorruptIndex it is not an index, or its digest is not that of its shards
   */
  public static SnapshotIndex decodeIndex(byte[] json) {
    SnapshotIndex index;
    try {
      JsonNode tree = JSON.readTree(json);
      int version = tree.path("formatVersion").asInt();
      if (version > SnapshotIndex.FORMAT_VERSION) {
        throw new UnsupportedFormat(version);
      }
      if (version < 1) {
        throw new CorruptIndex("the snapshot index has no formatVersion");
      }
      index = JSON.treeToValue(tree, SnapshotIndex.class);
    } catch (IOException e) {
      throw new CorruptIndex("the snapshot index cannot be read: " + reason(e));
    }
    if (!digest(index.shards()).equals(index.digest())) {
      throw new CorruptIndex("the snapshot index does not have the digest it states");
    }
    return index;
  }

  /**
   * Unpacks, verifies and reads one shard. Fields this process does not know are ignored: a newer
   * operator may add them within one format version.
   *
   * @param gzipped as in the Secret that {@code ref} names
   * @throws CorruptShard the bytes are not those that the index points at
   */
  public static Shard decodeShard(ShardRef ref, byte[] gzipped) {
    byte[] json;
    try {
      json = Gzip.unpack(gzipped);
    } catch (IOException e) {
      throw new CorruptShard(ref, "it cannot be unpacked: " + e.getMessage());
    }
    if (!Digests.sha256Hex(json).equals(ref.digest())) {
      throw new CorruptShard(ref, "its digest is not the one in the index");
    }
    try {
      return read(ref, JSON.readTree(json));
    } catch (IOException e) {
      throw new CorruptShard(ref, "it cannot be read: " + reason(e));
    }
  }

  /**
   * Puts shards together. Shards of the index that are absent from {@code loaded} are left out:
   * whoever starts without them serves the rest.
   */
  public static Snapshot assemble(SnapshotIndex index, Map<ShardRef, Shard> loaded) {
    List<Shard> present =
        index.shards().stream().flatMap(ref -> Stream.ofNullable(loaded.get(ref))).toList();
    return new Snapshot(
        entries(present, ShardKind.PROVIDER, ProviderEntry.class),
        entries(present, ShardKind.MODEL, ModelEntry.class),
        entries(present, ShardKind.TEAM, TeamEntry.class),
        entries(present, ShardKind.KEY, KeyEntry.class),
        entries(present, ShardKind.BUDGET, BudgetEntry.class),
        entries(present, ShardKind.GUARDRAIL, GuardrailEntry.class));
  }

  private static <E extends Entry> List<E> entries(
      List<Shard> shards, ShardKind kind, Class<E> type) {
    return shards.stream()
        .filter(shard -> shard.kind() == kind)
        .flatMap(shard -> shard.entries().stream())
        .sorted(ORDER)
        .map(type::cast)
        .toList();
  }

  /** The shards of one kind, ordered by number. */
  static List<Shard> shards(ShardKind kind, List<? extends Entry> all) {
    SortedMap<Integer, List<Entry>> byNumber = new TreeMap<>();
    for (Entry entry : all) {
      byNumber
          .computeIfAbsent(kind.shardOf(entry.shardKey()), number -> new ArrayList<>())
          .add(entry);
    }
    List<Shard> shards = new ArrayList<>();
    byNumber.forEach(
        (number, entries) -> {
          entries.sort(ORDER);
          shards.add(new Shard(kind, number, entries));
        });
    return shards;
  }

  private static Shard read(ShardRef ref, JsonNode tree) throws IOException {
    ShardKind kind = JSON.treeToValue(tree.path("kind"), ShardKind.class);
    int number = tree.path("number").asInt(-1);
    if (kind != ref.kind() || number != ref.number()) {
      throw new CorruptShard(ref, "it says of itself to be " + kind + " " + number);
    }
    JavaType type =
        JSON.getTypeFactory().constructCollectionType(List.class, ref.kind().entryType());
    List<? extends Entry> entries = JSON.treeToValue(tree.path("entries"), type);
    return new Shard(kind, number, entries);
  }

  private static ShardRef refOf(Shard shard, byte[] json) {
    String digest = Digests.sha256Hex(json);
    return new ShardRef(
        shard.kind(),
        shard.number(),
        digest,
        SnapshotObjects.shardName(shard.kind(), shard.number(), digest));
  }

  private static String digest(List<ShardRef> refs) {
    return Digests.sha256Hex(String.join("\n", refs.stream().map(ShardRef::digest).toList()));
  }

  private static byte[] bytes(Object value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      // Never the cause: its text may quote what is being written, secrets included.
      throw new IllegalStateException("cannot write " + value.getClass().getSimpleName());
    }
  }

  /** Without Jackson's excerpt of the source, which may hold secrets. */
  private static String reason(IOException e) {
    return e instanceof JsonProcessingException json
        ? json.getClass().getSimpleName()
        : String.valueOf(e.getMessage());
  }

  private static JsonMapper canonicalJson() {
    JsonMapper mapper =
        JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    mapper
        .configOverride(BigDecimal.class)
        .setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.STRING));
    return mapper;
  }
}
