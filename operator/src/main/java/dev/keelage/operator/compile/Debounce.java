package dev.keelage.operator.compile;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs an action on one thread soon after the last of many signals, and at the latest some time
 * after the first. A signal during a run leads to another one: nothing is missed.
 */
public final class Debounce {
  private final ScheduledExecutorService executor;
  private final Runnable action;
  private final long quietNanos;
  private final long longestNanos;
  private long firstSignal;
  private long lastSignal;
  private boolean scheduled;

  /**
   * @param executor of a single thread
   * @param quiet how long no signal may come before the action runs
   * @param longest after the first signal the action runs at the latest
   */
  public Debounce(
      ScheduledExecutorService executor, Duration quiet, Duration longest, Runnable action) {
    this.executor = executor;
    this.action = action;
    this.quietNanos = quiet.toNanos();
    this.longestNanos = longest.toNanos();
  }

  public synchronized void signal() {
    lastSignal = System.nanoTime();
    if (!scheduled) {
      scheduled = true;
      firstSignal = lastSignal;
      schedule(Math.min(quietNanos, longestNanos));
    }
  }

  private void schedule(long nanos) {
    executor.schedule(this::due, nanos, TimeUnit.NANOSECONDS);
  }

  private void due() {
    synchronized (this) {
      long now = System.nanoTime();
      long wait = Math.min(lastSignal + quietNanos, firstSignal + longestNanos) - now;
      if (wait > 0) {
        schedule(wait);
        return;
      }
      scheduled = false;
    }
    action.run();
  }
}
