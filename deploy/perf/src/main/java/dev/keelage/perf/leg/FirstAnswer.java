package dev.keelage.perf.leg;

import dev.keelage.perf.load.LoadLoop;
import dev.keelage.perf.load.LoadRun;
import dev.keelage.perf.load.Shape;
import dev.keelage.perf.process.Child;
import java.io.IOException;
import java.time.Duration;

/** Waits for a new process to do what it is for. */
final class FirstAnswer {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private FirstAnswer() {}

  /**
   * Asks again and again, with a small JSON call.
   *
   * @return the time since the process began
   * @throws IOException if the process ends, or has no right answer after 90 s
   */
  static Duration of(Child child, long beginNanos, int port, String key)
      throws IOException, InterruptedException {
    LoadRun one = new LoadRun(port, Shape.SMALL_JSON, key, 0, 1, 1, 1);
    while (System.nanoTime() - beginNanos < PATIENCE.toNanos() && child.process().isAlive()) {
      if (answers(one)) {
        return Duration.ofNanos(System.nanoTime() - beginNanos);
      }
      Thread.sleep(5);
    }
    throw new IOException("no right answer on port " + port + "; see " + child.log());
  }

  private static boolean answers(LoadRun one) {
    try {
      return LoadLoop.measure(one).answered() == 1;
    } catch (IOException notYet) {
      return false;
    }
  }
}
