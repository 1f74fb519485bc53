package dev.keelage.gateway.store.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static Vertx vertx;

  @TempDir Path directory;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void whatIsNotDoneIsThereAgain() {
    Journal journal = open(1 << 20);
    journal.add("a", "one");
    journal.add("b", "two words");
    journal.add("c", "three");
    journal.done("a");
    journal.done("c");
    close(journal);

    Journal next = open(1 << 20);
    assertThat(next.recovered()).isEqualTo(Map.of("b", "two words"));
    next.done("b");
    close(next);

    assertThat(recoveredAndClosed()).isEmpty();
  }

  @Test
  void aNoteIsThereAtOnceAndAsAWhole() throws IOException {
    Journal journal = open(1 << 20);
    journal.add("a", "one");
    Path file = Segment.files(directory).getFirst();

    // What a kill would leave, without any goodbye
    Map<String, String> left = replayed(file);
    // And in the middle of a note: its bytes, but not yet its length
    byte[] bytes = Files.readAllBytes(file);
    bytes[16] = 'A';
    Path cut = Files.write(directory.resolve("cut"), bytes);
    close(journal);

    assertThat(left).isEqualTo(Map.of("a", "one"));
    assertThat(replayed(cut)).isEqualTo(Map.of("a", "one"));
  }

  @Test
  void oneNoteMayMakeUpForOthers() {
    Journal journal = open(1 << 20);
    journal.add("a", "one");
    journal.add("b", "two");
    journal.add("c", "three");
    journal.add("c", "three, corrected");
    journal.replace(List.of("a", "b"), "batch", note -> note.append("one and two"));
    close(journal);

    assertThat(recoveredAndClosed())
        .isEqualTo(Map.of("c", "three, corrected", "batch", "one and two"));
  }

  @Test
  void whatLastsDoesNotKeepAllThatCameAfterIt() throws IOException {
    Journal journal = open(256 << 10);
    journal.add("long", "call");
    for (int i = 0; i < 5000; i++) {
      journal.add("id" + i, "x".repeat(1000));
      journal.done("id" + i);
    }
    journal.add("last", "call");
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              journal.add("tick", "tock");
              journal.done("tick");
              return !journal.full() && Segment.files(directory).size() <= 4;
            });
    close(journal);

    assertThat(recoveredAndClosed()).isEqualTo(Map.of("long", "call", "last", "call"));
  }

  @Test
  void aNoteLargerThanAFileIsKept() {
    Journal journal = open(64 << 10);
    journal.add("small", "one");
    journal.add("large", "x".repeat(20_000));
    journal.add("next", "y".repeat(3000));
    journal.done("small");
    close(journal);

    Map<String, String> recovered = recoveredAndClosed();
    assertThat(recovered).containsOnlyKeys("large", "next");
    assertThat(recovered.get("large")).hasSize(20_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"unwritten", "overwritten", "length"})
  void damageCostsOnlyTheNotesThatItHit(String damage) throws IOException {
    Journal journal = open(1 << 20);
    journal.add("a", "one");
    journal.add("b", "two, of some length, so that there is something to hit");
    journal.add("c", "three");
    journal.done("a");
    close(journal);
    Path file = Segment.files(directory).getFirst();
    byte[] bytes = Files.readAllBytes(file);
    // The second note begins behind the first one's length and 8 bytes
    switch (damage) {
      // As a machine leaves it that crashed before it had written all pages
      case "unwritten" -> Arrays.fill(bytes, 12, 28, (byte) 0);
      case "overwritten" -> Arrays.fill(bytes, 16, 28, (byte) '?');
      default -> Arrays.fill(bytes, 12, 16, (byte) -1);
    }
    Files.write(file, bytes);

    assertThat(recoveredAndClosed()).isEqualTo(Map.of("c", "three"));
  }

  private static Map<String, String> replayed(Path file) throws IOException {
    Replay replay = new Replay();
    Segment.replay(file, replay);
    return replay.unfinished();
  }

  @Test
  void filesThatAreDoneGoAndTheBoundIsKept() throws IOException {
    Journal journal = open(64 << 10);
    journal.add("kept", "entry");
    for (int i = 0; i < 200; i++) {
      journal.add("id" + i, "x".repeat(1000));
    }
    await().atMost(PATIENCE).until(journal::full);

    for (int i = 0; i < 200; i++) {
      journal.done("id" + i);
    }
    journal.done("kept");
    // A worker lets the files go; one that is still at it when the journal is closed leaves them
    await().atMost(PATIENCE).until(() -> !journal.full() && Segment.files(directory).size() <= 3);
    close(journal);

    assertThat(Segment.files(directory)).hasSizeLessThanOrEqualTo(3);
    assertThat(recoveredAndClosed()).isEmpty();
  }

  @Test
  void oneProcessAtATime() {
    Journal journal = open(1 << 20);

    assertThatThrownBy(() -> open(1 << 20))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("in use by another gateway");
    close(journal);
  }

  private Map<String, String> recoveredAndClosed() {
    Journal journal = open(1 << 20);
    close(journal);
    return journal.recovered();
  }

  private Journal open(long maxBytes) {
    return Journal.open(vertx, directory, maxBytes);
  }

  private static void close(Journal journal) {
    journal.close().toCompletionStage().toCompletableFuture().join();
  }
}
