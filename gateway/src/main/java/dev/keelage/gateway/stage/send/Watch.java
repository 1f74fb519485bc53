package dev.keelage.gateway.stage.send;

import io.vertx.core.Handler;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The clock of one attempt: something must happen within a bound, and all of it within a total.
 * Touching it costs a field write.
 */
final class Watch {
  private final Watches watches;
  private final long totalDeadlineNanos;
  private final Handler<String> expired;
  private long boundNanos;
  private long deadlineNanos;
  private String what = "";
  private boolean off;

  /** Its neighbours in {@link Watches}. */
  @Nullable Watch previous;

  @Nullable Watch next;

  /**
   * @param totalDeadlineNanos on the scale of {@link System#nanoTime()}
   * @param expired gets what did not come in time; called once, on the event loop
   */
  Watch(Watches watches, long totalDeadlineNanos, Handler<String> expired) {
    this.watches = watches;
    this.totalDeadlineNanos = totalDeadlineNanos;
    this.deadlineNanos = totalDeadlineNanos;
    this.expired = expired;
    watches.add(this);
  }

  /** From now on: within {@code millis}, and again after each {@link #touch()}. */
  void expect(String what, long millis) {
    this.what = what;
    this.boundNanos = TimeUnit.MILLISECONDS.toNanos(millis);
    touch();
  }

  void touch() {
    deadlineNanos = System.nanoTime() + boundNanos;
  }

  /**
   * Nothing is expected for now, since the caller is slower than the upstream; the total still
   * counts.
   */
  void standStill() {
    deadlineNanos = totalDeadlineNanos;
  }

  void off() {
    if (!off) {
      off = true;
      watches.remove(this);
    }
  }

  boolean due(long nowNanos) {
    return nowNanos - deadlineNanos >= 0 || nowNanos - totalDeadlineNanos >= 0;
  }

  void strike(long nowNanos) {
    if (off) {
      return;
    }
    off();
    expired.handle(
        nowNanos - totalDeadlineNanos >= 0 ? "no complete answer in the total time" : what);
  }
}
