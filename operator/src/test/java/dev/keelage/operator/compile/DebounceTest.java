package dev.keelage.operator.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DebounceTest {
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger runs = new AtomicInteger();

  @AfterEach
  void stop() {
    thread.shutdownNow();
  }

  @Test
  void runsOnceForManySignals() {
    Duration longerThanThisTakes = Duration.ofMillis(200);
    Debounce debounce =
        new Debounce(thread, longerThanThisTakes, Duration.ofHours(1), runs::incrementAndGet);

    for (int i = 0; i < 1000; i++) {
      debounce.signal();
    }

    await().atMost(Duration.ofSeconds(30)).until(() -> runs.get() > 0);
    assertThat(runs).hasValue(1);
  }

  @Test
  void runsInTheEndAlsoIfSignalsNeverPause() {
    Debounce debounce =
        new Debounce(thread, Duration.ofHours(1), Duration.ofMillis(50), runs::incrementAndGet);

    debounce.signal();

    await().atMost(Duration.ofSeconds(30)).until(() -> runs.get() == 1);
  }

  @Test
  void runsAgainForASignalDuringARun() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch signalled = new CountDownLatch(1);
    Debounce debounce =
        new Debounce(
            thread,
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            () -> {
              running.countDown();
              try {
                signalled.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              runs.incrementAndGet();
            });
    debounce.signal();
    running.await();

    debounce.signal();
    signalled.countDown();

    await().atMost(Duration.ofSeconds(30)).until(() -> runs.get() == 2);
  }
}
