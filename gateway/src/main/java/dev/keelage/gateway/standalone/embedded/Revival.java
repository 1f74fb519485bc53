package dev.keelage.gateway.standalone.embedded;

import java.time.Duration;
import org.jboss.logging.Logger;

/** Starts a server again that ended although it is needed. */
final class Revival implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Revival.class);

  /** Processes that a killed Postgres has left hold its files for a moment. */
  private static final int ATTEMPTS = 5;

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final PidFile pidFile;
  private final Runnable start;
  private boolean over;

  /**
   * @param start on the port of before, so that nobody has to be told
   */
  Revival(PidFile pidFile, Runnable start) {
    this.pidFile = pidFile;
    this.start = start;
  }

  void watch() {
    pidFile
        .process()
        .ifPresent(
            server ->
                server
                    .onExit()
                    .thenRun(() -> Thread.ofPlatform().daemon().start(() -> again(server.pid()))));
  }

  private synchronized void again(long pid) {
    if (over) {
      return;
    }
    LOG.warnf("%s (process %d) has ended, and is started again", pidFile.program(), pid);
    for (int left = ATTEMPTS; left > 0; left--) {
      try {
        start.run();
        watch();
        return;
      } catch (CannotStart e) {
        if (left == 1) {
          LOG.errorf("%s Start this gateway again.", e.getMessage());
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** From now on an end is meant. */
  @Override
  public synchronized void close() {
    over = true;
  }
}
