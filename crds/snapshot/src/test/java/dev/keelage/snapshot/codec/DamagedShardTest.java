package dev.keelage.snapshot.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelage.snapshot.Digests;
import dev.keelage.snapshot.ShardKind;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.Snapshots;
import dev.keelage.snapshot.codec.SnapshotIndex.ShardRef;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A shard that is not what the index says is refused, and its content stays out of the message. */
class DamagedShardTest {
  private final Snapshot full = Snapshots.full();

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

  private static ShardRef refTo(byte[] json) {
    return new ShardRef(ShardKind.PROVIDER, 0, Digests.sha256Hex(json), "keelage-provider-00-abc");
  }
}
