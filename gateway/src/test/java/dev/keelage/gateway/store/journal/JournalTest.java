package dev.keelage.gateway.store.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
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
  void aLineCutByAKillIsLeftOut() throws IOException {
    Journal journal = open(1 << 20);
    journal.add("a", "one");
    close(journal);
    Files.writeString(Segment.files(directory).getLast(), "A b tw", StandardOpenOption.APPEND);

    assertThat(recoveredAndClosed()).isEqualTo(Map.of("a", "one"));
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
    await().atMost(PATIENCE).until(() -> !journal.full());
    close(journal);

    assertThat(Segment.files(directory)).hasSizeLessThanOrEqualTo(2);
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
