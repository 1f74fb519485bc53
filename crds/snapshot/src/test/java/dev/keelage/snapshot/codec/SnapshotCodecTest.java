package dev.keelage.snapshot.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.snapshot.Digests;
import dev.keelage.snapshot.Entry;
import dev.keelage.snapshot.GuardrailEntry;
import dev.keelage.snapshot.KeyEntry;
import dev.keelage.snapshot.ShardKind;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.Snapshots;
import dev.keelage.snapshot.codec.SnapshotIndex.ShardRef;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SnapshotCodecTest {
  private static final Comparator<Entry> BY_ID = Comparator.comparing(Entry::id);
  private final Snapshot full = Snapshots.full();

  @Test
  void namesObjectsByKindNumberAndDigest() {
    EncodedSnapshot encoded = SnapshotCodec.encode(full);

    assertThat(encoded.index().shards()).hasSameSizeAs(encoded.shards().entrySet());
    for (ShardRef ref : encoded.index().shards()) {
      assertThat(ref.objectName())
          .isEqualTo(
              "keelage-%s-%02d-%s"
                  .formatted(
                      ref.kind().name().toLowerCase(java.util.Locale.ROOT),
                      ref.number(),
                      ref.digest().substring(0, 16)));
      assertThat(encoded.shards()).containsKey(ref.objectName());
    }
  }

  @Test
  void anEmptySnapshotHasNoShards() {
    EncodedSnapshot encoded = SnapshotCodec.encode(Snapshot.empty());

    assertThat(encoded.shards()).isEmpty();
    assertThat(decode(encoded)).isEqualTo(Snapshot.empty());
  }

  @Test
  void splitsAShardThatDoesNotFitIntoOneSecret() {
    Random random = new Random(1);
    List<GuardrailEntry> guardrails =
        IntStream.range(0, 40).mapToObj(i -> guardrail("t/g" + i, random)).sorted(BY_ID).toList();
    Snapshot large =
        new Snapshot(List.of(), List.of(), List.of(), List.of(), List.of(), guardrails);

    EncodedSnapshot encoded = SnapshotCodec.encode(large);

    assertThat(encoded.shards().values()).allMatch(bytes -> bytes.length < 1 << 20);
    assertThat(encoded.index().shards()).hasSizeGreaterThan(ShardKind.GUARDRAIL.count());
    assertThat(decode(encoded)).isEqualTo(large);
  }

  /**
   * 500 words of 200 characters, which is as many as a Guardrail may have, and no gzip packs them
   * well.
   */
  private static GuardrailEntry guardrail(String id, Random random) {
    GuardrailEntry any = Snapshots.guardrail(id);
    List<String> words =
        Stream.generate(
                () ->
                    random
                        .ints(200, 0x4e00, 0x9fff)
                        .collect(
                            StringBuilder::new,
                            StringBuilder::appendCodePoint,
                            StringBuilder::append)
                        .toString())
            .limit(500)
            .toList();
    return new GuardrailEntry(
        id,
        any.stages(),
        words,
        true,
        any.patterns(),
        any.action(),
        any.allowUnavailable(),
        any.everywhere(),
        any.teamIds(),
        any.modelIds(),
        List.of());
  }

  @Property(tries = 50)
  void readsBackWhatItWrote(@ForAll("snapshots") Snapshot snapshot) {
    assertThat(decode(SnapshotCodec.encode(snapshot))).isEqualTo(snapshot);
  }

  @Property(tries = 50)
  void equalSnapshotsGiveEqualBytesInAnyOrder(
      @ForAll("snapshots") Snapshot snapshot, @ForAll Random random) {
    EncodedSnapshot one = SnapshotCodec.encode(snapshot);
    EncodedSnapshot two = SnapshotCodec.encode(Snapshots.shuffled(snapshot, random));

    assertThat(two.index()).isEqualTo(one.index());
    assertThat(SnapshotCodec.encodeIndex(two.index()))
        .isEqualTo(SnapshotCodec.encodeIndex(one.index()));
    one.shards().forEach((name, bytes) -> assertThat(two.shards().get(name)).isEqualTo(bytes));
  }

  @Property(tries = 30)
  void aChangedKeyRewritesExactlyOneShard(@ForAll("snapshots") Snapshot snapshot) {
    List<KeyEntry> keys = new ArrayList<>(snapshot.keys());
    if (keys.isEmpty()) {
      return;
    }
    KeyEntry key = keys.getFirst();
    keys.set(
        0,
        new KeyEntry(
            key.id(), key.hash(), key.prefix(), key.teamId(), null, null, 1L, !key.suspended()));
    Snapshot changed =
        new Snapshot(
            snapshot.providers(),
            snapshot.models(),
            snapshot.teams(),
            keys,
            snapshot.budgets(),
            snapshot.guardrails());

    EncodedSnapshot before = SnapshotCodec.encode(snapshot);
    EncodedSnapshot after = SnapshotCodec.encode(changed);

    Set<String> fresh = new HashSet<>(after.shards().keySet());
    fresh.removeAll(before.shards().keySet());
    assertThat(fresh).hasSize(1);
    assertThat(after.shards()).hasSameSizeAs(before.shards());
    assertThat(after.index().digest()).isNotEqualTo(before.index().digest());
  }

  @Test
  void aKeyIsInTheShardThatItsHashNames() {
    EncodedSnapshot encoded = SnapshotCodec.encode(full);

    for (ShardRef ref : encoded.index().shards()) {
      Shard shard = SnapshotCodec.decodeShard(ref, encoded.shard(ref));
      for (Entry entry : shard.entries()) {
        assertThat(ref.kind().shardOf(entry.shardKey())).isEqualTo(ref.number());
      }
    }
  }

  @Test
  void ignoresFieldsOfANewerOperator() {
    byte[] json =
        """
        {"kind":"KEY","number":0,"later":{"a":[1]},"entries":[
          {"id":"t/k","hash":"00","prefix":"kl-","suspended":false,"later":[{}]}]}
        """
            .getBytes(StandardCharsets.UTF_8);
    ShardRef ref = new ShardRef(ShardKind.KEY, 0, Digests.sha256Hex(json), "keelage-key-00-abc");

    Shard shard = SnapshotCodec.decodeShard(ref, Gzip.pack(json));

    assertThat(shard.entries())
        .isEqualTo(List.of(new KeyEntry("t/k", "00", "kl-", null, null, null, null, false)));
  }

  @Test
  void servesTheRestWhenAShardIsMissing() {
    EncodedSnapshot encoded = SnapshotCodec.encode(full);
    Map<ShardRef, Shard> loaded = decodeShards(encoded);
    loaded.keySet().removeIf(ref -> ref.kind() == ShardKind.GUARDRAIL);

    Snapshot partial = SnapshotCodec.assemble(encoded.index(), loaded);

    assertThat(partial.guardrails()).isEmpty();
    assertThat(partial.providers()).hasSize(2);
    assertThat(partial.keys()).hasSize(200);
  }

  @Provide
  Arbitrary<Snapshot> snapshots() {
    return Snapshots.any();
  }

  private static Snapshot decode(EncodedSnapshot encoded) {
    SnapshotIndex index = SnapshotCodec.decodeIndex(SnapshotCodec.encodeIndex(encoded.index()));
    return SnapshotCodec.assemble(index, decodeShards(encoded));
  }

  private static Map<ShardRef, Shard> decodeShards(EncodedSnapshot encoded) {
    Map<ShardRef, Shard> shards = new HashMap<>();
    encoded
        .index()
        .shards()
        .forEach(ref -> shards.put(ref, SnapshotCodec.decodeShard(ref, encoded.shard(ref))));
    return shards;
  }
}
