package dev.keelage.snapshot.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.Snapshots;
import dev.keelage.snapshot.codec.SnapshotIndex.ShardRef;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The index across versions of operator and gateway. */
class SnapshotIndexTest {
  private final Snapshot full = Snapshots.full();

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
}
