package dev.keelage.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.testkit.JavaProcess;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RestartsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<String> told = new CopyOnWriteArrayList<>();

  @Test
  void startsAgainWhatEndedLaterAndLater() {
    try (var process = program("failing", Failing.class);
        var restarts = new Restarts(Duration.ofMillis(100), told::add)) {
      restarts.watch(process);

      await().atMost(PATIENCE).until(() -> told.size() >= 3);
      assertThat(told.get(0)).contains("failing ended with 3", "again in 0.1 s", "failing.log");
      assertThat(told.get(1)).contains("again in 0.2 s");
      assertThat(told.get(2)).contains("again in 0.4 s");
    }
  }

  @Test
  void startsAgainWhatWasKilledButNothingOnceClosed() {
    try (var process = program("waiting", Waiting.class)) {
      var restarts = new Restarts(Duration.ofMillis(10), told::add);
      restarts.watch(process);
      long first = process.pid();

      process.kill();
      await().atMost(PATIENCE).until(() -> process.isAlive() && process.pid() != first);

      restarts.close();
      process.kill();
      assertThat(process.isAlive()).isFalse();
      assertThat(told).singleElement().asString().contains("waiting ended with 137");
    }
  }

  private static JavaProcess program(String name, Class<?> main) {
    return JavaProcess.mainClass(main).name(name).start();
  }

  /** Ends at once. */
  static final class Failing {
    private Failing() {}

    public static void main(String[] arguments) {
      System.exit(3);
    }
  }

  /** Ends never. */
  static final class Waiting {
    private Waiting() {}

    public static void main(String[] arguments) throws InterruptedException {
      Thread.currentThread().join();
    }
  }
}
