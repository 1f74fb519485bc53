package dev.keelage.gateway.snapshot.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.snapshot.Entries;
import dev.keelage.snapshot.ShardKind;
import dev.keelage.snapshot.codec.AcknowledgementNames;
import dev.keelage.snapshot.codec.EncodedSnapshot;
import dev.keelage.snapshot.codec.SnapshotCodec;
import dev.keelage.snapshot.codec.SnapshotIndex;
import dev.keelage.snapshot.codec.SnapshotIndex.ShardRef;
import dev.keelage.snapshot.codec.SnapshotObjects;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is published badly replaces nothing that is good. */
class DamagedSnapshotsIT extends ClusterSnapshotsCase {
  @Test
  void keepsTheLastGoodSnapshotWhileANewOneIsDamaged() {
    // Given
    EncodedSnapshot good = publish(entries());
    Gateway gateway = gateway();
    gateway.awaitServing(good);

    // When
    EncodedSnapshot next = SnapshotCodec.encode(entries().key("a/more", null).snapshot());
    ShardRef changed =
        next.index().shards().stream()
            .filter(ref -> !good.shards().containsKey(ref.objectName()))
            .findFirst()
            .orElseThrow();
    writeShard(changed, new byte[] {1, 2, 3});
    writeIndex(next);

    // Then
    awaitLease(AcknowledgementNames.ERROR, changed.objectName());
    awaitLease(AcknowledgementNames.DIGEST, good.index().digest());
    assertThat(gateway.holder.current().orElseThrow().digest()).isEqualTo(good.index().digest());
    assertThat(gateway.knows("a/app")).isTrue();

    // When
    next.index().shards().forEach(ref -> writeShard(ref, next.shard(ref)));

    // Then
    gateway.awaitServing(next);
    awaitLease(AcknowledgementNames.DIGEST, next.index().digest());
    assertThat(lease().getMetadata().getAnnotations())
        .doesNotContainKey(AcknowledgementNames.ERROR);
  }

  @Test
  void keepsTheLastGoodSnapshotWhereAnOperatorIsAheadOfIt() {
    EncodedSnapshot good = publish(entries());
    Gateway gateway = gateway();
    gateway.awaitServing(good);

    int newer = SnapshotIndex.FORMAT_VERSION + 1;
    write(
        SnapshotObjects.INDEX_NAME,
        SnapshotObjects.INDEX_DATA_KEY,
        SnapshotCodec.encodeIndex(
            new SnapshotIndex(newer, good.index().digest(), good.index().shards())));

    awaitLease(AcknowledgementNames.ERROR, "format version " + newer);
    awaitLease(AcknowledgementNames.DIGEST, good.index().digest());
    assertThat(gateway.knows("a/app")).isTrue();
  }

  @Test
  void keepsServingWhenTheIndexIsDeletedOrNoIndex() {
    // Given
    EncodedSnapshot good = publish(entries());
    Gateway gateway = gateway();
    gateway.awaitServing(good);

    // When
    admin.secrets().inNamespace(namespace).withName(SnapshotObjects.INDEX_NAME).delete();

    // Then
    awaitLease(AcknowledgementNames.ERROR, "is the operator running?");
    assertThat(gateway.knows("a/app")).isTrue();

    // When
    write(
        SnapshotObjects.INDEX_NAME,
        SnapshotObjects.INDEX_DATA_KEY,
        "{".getBytes(StandardCharsets.UTF_8));

    // Then
    awaitLease(AcknowledgementNames.ERROR, "cannot be read");
    assertThat(gateway.knows("a/app")).isTrue();
  }

  @Test
  void servesWhatItHasOnAFreshStartAndTheRestWhenItComes() {
    // Given
    Entries entries = entries().key("a/alone", null);
    EncodedSnapshot snapshot = SnapshotCodec.encode(entries.snapshot());
    List<ShardRef> teams =
        snapshot.index().shards().stream().filter(ref -> ref.kind() == ShardKind.TEAM).toList();
    snapshot.index().shards().stream()
        .filter(ref -> !teams.contains(ref))
        .forEach(ref -> writeShard(ref, snapshot.shard(ref)));
    writeIndex(snapshot);

    // When
    Gateway gateway = gateway();

    // Then
    awaitLease(AcknowledgementNames.ERROR, teams.getFirst().objectName());
    assertThat(lease().getMetadata().getAnnotations())
        .doesNotContainKey(AcknowledgementNames.DIGEST);
    assertThat(gateway.knows("a/alone")).isTrue();
    assertThat(gateway.knows("a/app")).isFalse();
    assertThat(gateway.holder.current().orElseThrow().mayMissKey(Entries.hash("a/app"))).isTrue();

    // When
    teams.forEach(ref -> writeShard(ref, snapshot.shard(ref)));

    // Then
    gateway.awaitServing(snapshot);
    assertThat(gateway.knows("a/app")).isTrue();
  }
}
