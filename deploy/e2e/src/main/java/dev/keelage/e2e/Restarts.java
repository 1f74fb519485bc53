package dev.keelage.e2e;

import dev.keelage.testkit.JavaProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Starts again what ends without being asked to, as a kubelet does with containers: soon at first,
 * then later and later. An operator ends by design when it was without an API server for so long
 * that it is leader no more.
 */
final class Restarts implements AutoCloseable {
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** What has run for so long was well: the next pause is a short one. */
  private static final Duration SETTLED = Duration.ofMinutes(1);

  private final Duration firstPause;
  private final Consumer<String> told;
  private final List<Thread> watches = new ArrayList<>();
  private boolean closed;

  /**
   * @param firstPause doubled with each end that follows soon
   * @param told what happened, a line each
   */
  Restarts(Duration firstPause, Consumer<String> told) {
    this.firstPause = firstPause;
    this.told = told;
  }

  /** Watches over a process from now on. */
  synchronized void watch(JavaProcess process) {
    watches.add(Thread.ofVirtual().name("restarts-" + process.name()).start(() -> keep(process)));
  }

  private void keep(JavaProcess process) {
    Duration pause = firstPause;
    try {
      while (true) {
        Instant since = Instant.now();
        int code = process.awaitEnd();
        if (Duration.between(since, Instant.now()).compareTo(SETTLED) >= 0) {
          pause = firstPause;
        }
        if (!tell(process, code, pause)) {
          return;
        }
        Thread.sleep(pause);
        if (!restart(process)) {
          return;
        }
        pause =
            pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
                ? LONGEST_PAUSE
                : pause.multipliedBy(2);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private synchronized boolean tell(JavaProcess process, int code, Duration pause) {
    if (!closed) {
      told.accept(
          String.format(
              Locale.ROOT,
              "%s ended with %d; it is started again in %.1f s. Why it ended: %s",
              process.name(),
              code,
              pause.toMillis() / 1000.0,
              process.log()));
    }
    return !closed;
  }

  private synchronized boolean restart(JavaProcess process) {
    if (!closed) {
      process.restart();
    }
    return !closed;
  }

  /** From now on, what ends stays so. */
  @Override
  public synchronized void close() {
    closed = true;
    watches.forEach(Thread::interrupt);
  }
}
