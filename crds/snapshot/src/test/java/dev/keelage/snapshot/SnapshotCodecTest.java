package dev.keelage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelage.snapshot.SnapshotIndex.ShardRef;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  void refusesATruncatedShard() {
    EncodedSnapshot encoded = SnapshotCodec.encode(full);
    ShardRef ref = encoded.index().shards().getFirst();
    byte[] bytes = encoded.shard(ref);

    assertThatThrownBy(() -> SnapshotCodec.decodeShard(ref, Arrays.copyOf(bytes, bytes.length / 2)))
        .isInstanceOf(CorruptShard.class)
        .hasMessageContaining(ref.objectName())
        .hasMessageContaining("cannot be unpacked");
    assertThatThrownBy(() -> SnapshotCodec.decodeShard(ref, new byte[0]))
        .isInstanceOf(CorruptShard.class);
  }

  @Property(tries = 200)
  void aFlippedBitIsRefusedOrChangesNothing(@ForAll Random random) {
    EncodedSnapshot encoded = SnapshotCodec.encode(full);
    ShardRef ref = encoded.index().shards().getFirst();
    byte[] bytes = encoded.shard(ref).clone();
    Shard whole = SnapshotCodec.decodeShard(ref, bytes);
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));

    // Some bits of a gzip stream carry nothing: in its header, and between the last block and the
    // checksum.
    Optional<Shard> read = Optional.empty();
    try {
      read = Optional.of(SnapshotCodec.decodeShard(ref, bytes));
    } catch (CorruptShard expected) {
      assertThat(expected).hasMessageContaining(ref.objectName());
    }
    assertThat(read.orElse(whole)).isEqualTo(whole);
  }

  @Test
  void refusesAShardOfAnotherDigest() {
    EncodedSnapshot encoded = SnapshotCodec.encode(full);
    ShardRef first = encoded.index().shards().getFirst();
    ShardRef last = encoded.index().shards().getLast();

    assertThatThrownBy(() -> SnapshotCodec.decodeShard(first, encoded.shard(last)))
        .isInstanceOf(CorruptShard.class)
        .hasMessageContaining("its digest is not the one in the index");
  }

  @Test
  void refusesAShardThatIsAnotherOne() {
    EncodedSnapshot encoded = SnapshotCodec.encode(full);
    ShardRef ref = encoded.index().shards().getFirst();
    ShardRef wrong =
        new ShardRef(ShardKind.GUARDRAIL, ref.number(), ref.digest(), ref.objectName());

    assertThatThrownBy(() -> SnapshotCodec.decodeShard(wrong, encoded.shard(ref)))
        .isInstanceOf(CorruptShard.class)
        .hasMessageContaining("it says of itself to be PROVIDER");
  }

  @Test
  void refusesAShardThatUnpacksWithoutEnd() {
    byte[] bomb = Gzip.pack(new byte[Gzip.MAX_UNPACKED_BYTES + 1]);

    assertThatThrownBy(
            () -> SnapshotCodec.decodeShard(refTo("x".getBytes(StandardCharsets.UTF_8)), bomb))
        .isInstanceOf(CorruptShard.class)
        .hasMessageContaining("more than");
  }

  @Test
  void anErrorNeverQuotesTheContent() {
    byte[] json =
        """
        {"kind":"PROVIDER","number":0,"entries":[{"id":"a/b","type":"OPENAI","apiKey":["sk-secret"]}]}
        """
            .getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> SnapshotCodec.decodeShard(refTo(json), Gzip.pack(json)))
        .isInstanceOf(CorruptShard.class)
        .hasNoCause()
        .message()
        .contains("cannot be read")
        .doesNotContain("sk-secret");
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
  void readsBackAnIndexAndIgnoresItsNewFields() {
    SnapshotIndex index = SnapshotCodec.encode(full).index();
    String json = new String(SnapshotCodec.encodeIndex(index), StandardCharsets.UTF_8);
    String newer = json.replaceFirst("\\{", "{\"later\":true,");

    assertThat(SnapshotCodec.decodeIndex(newer.getBytes(StandardCharsets.UTF_8))).isEqualTo(index);
  }

  @Test
  void refusesANewerFormatAndSaysWhatToDo() {
    byte[] json = "{\"formatVersion\":3,\"shards\":{}}".getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> SnapshotCodec.decodeIndex(json))
        .isInstanceOf(UnsupportedFormat.class)
        .hasMessage(
            "the snapshot has format version 3, this gateway reads up to 2:"
                + " update the gateway to the operator's version");
  }

  @Test
  void readsWhatAnOlderOperatorWrote() {
    SnapshotIndex index = SnapshotCodec.encode(full).index();

    SnapshotIndex older = new SnapshotIndex(1, index.digest(), index.shards());

    assertThat(SnapshotCodec.decodeIndex(SnapshotCodec.encodeIndex(older))).isEqualTo(older);
  }

  @Test
  void refusesAnIndexThatIsNone() {
    for (String text : List.of("", "[]", "{}", "nonsense", "{\"formatVersion\":1}")) {
      assertThatThrownBy(() -> SnapshotCodec.decodeIndex(text.getBytes(StandardCharsets.UTF_8)))
          .as(text)
          .isInstanceOf(CorruptIndex.class);
    }
  }

  @Test
  void refusesAnIndexOfAnotherDigest() {
    SnapshotIndex index = SnapshotCodec.encode(full).index();
    List<ShardRef> fewer = index.shards().subList(1, index.shards().size());
    byte[] json =
        SnapshotCodec.encodeIndex(new SnapshotIndex(index.formatVersion(), index.digest(), fewer));

    assertThatThrownBy(() -> SnapshotCodec.decodeIndex(json)).isInstanceOf(CorruptIndex.class);
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

  private static ShardRef refTo(byte[] json) {
    return new ShardRef(ShardKind.PROVIDER, 0, Digests.sha256Hex(json), "keelage-provider-00-abc");
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
