package dev.keelage.perf.load;

import java.util.concurrent.locks.LockSupport;

/** When requests are due. */
sealed interface Schedule {
  long NOT_DUE = Long.MIN_VALUE;

  /** When the next request is due, if that is now or was before; its latency counts from there. */
  long take(long nowNanos);

  /** Whether no request will ever be due again. */
  boolean exhausted(long nowNanos);

  /** Makes sure {@code wake} is called whenever a request falls due. */
  void wakeWith(Runnable wake);

  static Schedule of(LoadRun run, long startNanos) {
    long endNanos = startNanos + run.seconds() * 1_000_000_000L;
    return run.ratePerSecond() == 0
        ? new Greedy(endNanos, run.maxRequests())
        : new Paced(
            startNanos,
            1_000_000_000L / run.ratePerSecond(),
            Math.min(run.maxRequests(), (long) run.ratePerSecond() * run.seconds()));
  }

  /** Every free connection is reason enough. */
  final class Greedy implements Schedule {
    private final long endNanos;
    private long left;

    Greedy(long endNanos, long count) {
      this.endNanos = endNanos;
      this.left = count;
    }

    @Override
    public long take(long nowNanos) {
      if (exhausted(nowNanos)) {
        return NOT_DUE;
      }
      left--;
      return nowNanos;
    }

    @Override
    public boolean exhausted(long nowNanos) {
      return left == 0 || nowNanos - endNanos >= 0;
    }

    @Override
    public void wakeWith(Runnable wake) {
      // answers wake the loop; there is nothing else to wait for
    }
  }

  /**
   * Request <i>i</i> is due at start + <i>i</i> × interval, whatever became of the ones before.
   * When no connection is free it is sent late, and the wait is part of its latency.
   */
  final class Paced implements Schedule {
    private final long startNanos;
    private final long intervalNanos;
    private final long count;
    private long taken;

    Paced(long startNanos, long intervalNanos, long count) {
      this.startNanos = startNanos;
      this.intervalNanos = intervalNanos;
      this.count = count;
    }

    @Override
    public long take(long nowNanos) {
      long due = startNanos + taken * intervalNanos;
      if (taken == count || due - nowNanos > 0) {
        return NOT_DUE;
      }
      taken++;
      return due;
    }

    @Override
    public boolean exhausted(long nowNanos) {
      return taken == count;
    }

    /** A thread of its own: a selector's timeout has milliseconds only, a parked thread 60 µs. */
    @Override
    public void wakeWith(Runnable wake) {
      Thread.ofPlatform()
          .name("pace")
          .daemon()
          .start(
              () -> {
                for (long i = 0; i < count; i++) {
                  long due = startNanos + i * intervalNanos;
                  for (long wait = due - System.nanoTime();
                      wait > 0;
                      wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                  }
                  wake.run();
                }
              });
    }
  }
}
