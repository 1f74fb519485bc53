package dev.keelage.gateway.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(400)
class LocalServersIT {
  /** Each of them holds whatever file is being written for as long as it is no other program. */
  @Test
  void redisStartsWhileOtherProcessesDo(@TempDir Path directory) throws InterruptedException {
    AtomicBoolean enough = new AtomicBoolean();
    List<Thread> starting =
        Stream.generate(() -> Thread.ofPlatform().start(() -> startOthersUntil(enough)))
            .limit(8)
            .toList();
    try (StateDirectory state = StateDirectory.open(directory)) {
      for (int i = 0; i < 10; i++) {
        try (LocalServers servers = LocalServers.start(state, true, false)) {
          assertThat(servers.redisUrl()).isPresent();
        }
      }
    } finally {
      enough.set(true);
      for (Thread thread : starting) {
        thread.join();
      }
    }
  }

  private static void startOthersUntil(AtomicBoolean enough) {
    while (!enough.get()) {
      try {
        new ProcessBuilder("true").start().waitFor();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
