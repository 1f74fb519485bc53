package dev.keelage.gateway.standalone.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.keelage.api.VirtualKey;
import dev.keelage.compiler.KeyMaterial;
import dev.keelage.compiler.ObjectId;
import dev.keelage.compiler.ResourceFiles;
import dev.keelage.snapshot.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {
  private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
  private static final ObjectId ID = new ObjectId("VirtualKey", "search", "indexer");

  @TempDir Path directory;

  private Path file() {
    return directory.resolve("keys.json");
  }

  private static List<VirtualKey> virtualKeys(String annotations, String spec) {
    String yaml =
        """
        apiVersion: keelage.dev/v1alpha1
        kind: VirtualKey
        metadata: {name: indexer, namespace: search, annotations: {%s}}
        spec: {%s}
        """
            .formatted(annotations, spec);
    ResourceFiles files = ResourceFiles.read(Map.of(Path.of("key.yaml"), yaml));
    assertThat(files.findings()).isEmpty();
    return files.of(VirtualKey.class);
  }

  private static List<KeyMaterial> issue(KeyRing ring, List<VirtualKey> keys, Instant now) {
    return ring.issue(keys, true, now).getOrDefault(ID, List.of());
  }

  @Test
  void issuesAKeyOnceAndKeepsItForTheOwnerOnly() throws IOException {
    // Given
    KeyRing ring = KeyRing.open(file());

    // When
    List<KeyMaterial> issued = issue(ring, virtualKeys("", ""), NOW);
    KeyRing reopened = KeyRing.open(file());
    List<KeyMaterial> later = issue(reopened, virtualKeys("", ""), NOW.plusSeconds(9));

    // Then
    String apiKey = ring.apiKey("search/indexer").orElseThrow();
    assertThat(apiKey).matches("kl-[0-9A-Za-z]{43}");
    assertThat(issued)
        .containsExactly(
            new KeyMaterial(
                Digests.sha256Hex(apiKey), apiKey.substring(0, 7) + "…", Optional.empty()));
    assertThat(later).isEqualTo(issued);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void issuesNothingWhereTheKeyComesFromElsewhere() {
    // Given
    KeyRing ring = KeyRing.open(file());

    // When, Then
    assertThat(issue(ring, virtualKeys("", "keyHash: " + "a".repeat(64)), NOW)).isEmpty();
    assertThat(issue(ring, virtualKeys("", "secretRef: {name: s, key: k}"), NOW)).isEmpty();
    assertThat(file()).doesNotExist();
  }

  @Test
  void rotatesOnSchedule() {
    // Given
    KeyRing ring = KeyRing.open(file());
    List<VirtualKey> keys = virtualKeys("", "rotation: {every: 10h, overlap: 1h}");
    List<KeyMaterial> first = issue(ring, keys, NOW);
    assertThat(ring.nextChange()).contains(NOW.plus(Duration.ofHours(10)));

    // When
    Instant due = NOW.plus(Duration.ofHours(10));
    List<KeyMaterial> rotated = issue(ring, keys, due);

    // Then
    Instant end = due.plus(Duration.ofHours(1));
    assertThat(rotated).hasSize(2);
    assertThat(rotated.getFirst().hash()).isNotEqualTo(first.getFirst().hash());
    assertThat(rotated.getLast())
        .isEqualTo(
            new KeyMaterial(first.getFirst().hash(), first.getFirst().prefix(), Optional.of(end)));
    assertThat(ring.nextChange()).contains(end);
    assertThat(issue(ring, keys, end)).containsExactly(rotated.getFirst());
  }

  @Test
  void rotatesOncePerValueOfTheAnnotation() {
    // Given
    KeyRing ring = KeyRing.open(file());
    List<KeyMaterial> first = issue(ring, virtualKeys("keelage.dev/rotate: a", ""), NOW);

    // When
    List<KeyMaterial> same = issue(ring, virtualKeys("keelage.dev/rotate: a", ""), NOW);
    List<KeyMaterial> rotated = issue(ring, virtualKeys("keelage.dev/rotate: b", ""), NOW);
    List<KeyMaterial> again = issue(ring, virtualKeys("keelage.dev/rotate: b", ""), NOW);

    // Then
    assertThat(same).isEqualTo(first);
    assertThat(rotated).hasSize(2);
    assertThat(rotated.getLast().validUntil()).contains(NOW.plus(Duration.ofHours(24)));
    assertThat(again).isEqualTo(rotated);
  }

  @Test
  void aFurtherRotationTakesNothingBackFromTheKeysBefore() {
    // Given two rotations within one overlap
    KeyRing ring = KeyRing.open(file());
    String first = issue(ring, virtualKeys("", ""), NOW).getFirst().hash();
    Instant later = NOW.plus(Duration.ofHours(1));
    String second = issue(ring, virtualKeys("keelage.dev/rotate: a", ""), NOW).getFirst().hash();

    // When
    List<KeyMaterial> rotated =
        issue(KeyRing.open(file()), virtualKeys("keelage.dev/rotate: b", ""), later);

    // Then both of the replaced work for as long as was said of each
    assertThat(rotated.subList(1, 3))
        .extracting(KeyMaterial::hash, KeyMaterial::validUntil)
        .containsExactly(
            tuple(second, Optional.of(later.plus(Duration.ofHours(24)))),
            tuple(first, Optional.of(NOW.plus(Duration.ofHours(24)))));

    // When one leaked, then all of them end
    assertThat(
            issue(
                KeyRing.open(file()),
                virtualKeys("keelage.dev/rotate: c", "rotation: {overlap: 0s}"),
                later))
        .hasSize(1);
  }

  @Test
  void readsAFileOfBeforeWithItsOneReplacedKey() throws IOException {
    // Given
    String old = "kl-" + "0".repeat(43);
    Files.writeString(
        file(),
        """
        {"search/indexer": {"apiKey": "kl-%s", "issuedAt": "2026-11-25T09:00:00Z",
          "previous": {"apiKey": "%s", "validUntil": "2026-11-26T09:00:00Z"}}}
        """
            .formatted("1".repeat(43), old));

    // Then
    assertThat(issue(KeyRing.open(file()), virtualKeys("", ""), NOW))
        .extracting(KeyMaterial::hash)
        .contains(Digests.sha256Hex(old))
        .hasSize(2);
  }

  @Test
  void replacesAtOnceWithoutAnOverlap() {
    // Given
    KeyRing ring = KeyRing.open(file());
    List<KeyMaterial> first = issue(ring, virtualKeys("", "rotation: {overlap: 0s}"), NOW);

    // When
    List<KeyMaterial> rotated =
        issue(ring, virtualKeys("keelage.dev/rotate: now", "rotation: {overlap: 0s}"), NOW);

    // Then
    assertThat(rotated).hasSize(1).doesNotContainAnyElementsOf(first);
  }

  @Test
  void forgetsWhatIsGoneButNotWhatCouldNotBeRead() {
    // Given
    KeyRing ring = KeyRing.open(file());
    List<KeyMaterial> first = issue(ring, virtualKeys("", ""), NOW);

    // When
    ring.issue(List.of(), false, NOW);
    List<KeyMaterial> readAgain = issue(ring, virtualKeys("", ""), NOW);
    ring.issue(List.of(), true, NOW);
    List<KeyMaterial> anew = issue(ring, virtualKeys("", ""), NOW);

    // Then
    assertThat(readAgain).isEqualTo(first);
    assertThat(anew).hasSize(1).doesNotContainAnyElementsOf(first);
  }

  @Test
  void saysWhichFileIsBroken() throws IOException {
    // Given
    Files.writeString(file(), "{");

    // When, Then
    assertThatThrownBy(() -> KeyRing.open(file())).hasMessageContaining(file().toString());
  }
}
