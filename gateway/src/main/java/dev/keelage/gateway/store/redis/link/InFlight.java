package dev.keelage.gateway.store.redis.link;

import io.vertx.core.impl.ContextInternal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Commands that were sent and wait for their answers, the oldest first; one timer looks after all
 * of them. Belongs to one event loop.
 */
final class InFlight {
  /** A timer that is set now fires after the event loop has read what its sockets hold. */
  private static final long ONE_LOOK_MILLIS = 1;

  private final ContextInternal context;
  private final Duration timeout;
  private final Consumer<TimeoutException> late;
  private final ArrayDeque<Pending> sent = new ArrayDeque<>();
  private boolean watching;

  /**
   * @param late told when an answer did not come in time
   */
  InFlight(ContextInternal context, Duration timeout, Consumer<TimeoutException> late) {
    this.context = context;
    this.timeout = timeout;
    this.late = late;
  }

  void add(Pending pending) {
    pending.sentNanos = System.nanoTime();
    sent.add(pending);
    watch();
  }

  /**
   * Each holds what was sent and what came: kept for the length of a time-out, it would grow old.
   */
  void forgetAnswered() {
    while (!sent.isEmpty() && sent.peek().done()) {
      sent.poll();
    }
  }

  /** Lets all of them go. */
  List<Pending> removeAll() {
    List<Pending> all = List.copyOf(sent);
    sent.clear();
    return all;
  }

  private void watch() {
    if (watching) {
      return;
    }
    forgetAnswered();
    @Nullable Pending oldest = sent.peek();
    if (oldest == null) {
      return;
    }
    long leftNanos = timeout.toNanos() - (System.nanoTime() - oldest.sentNanos);
    if (leftNanos <= 0 && oldest.due) {
      late.accept(new TimeoutException("no answer in " + timeout));
      return;
    }
    // It may be this event loop that is late: then the answer has been there, unread.
    oldest.due = leftNanos <= 0;
    watching = true;
    context.setTimer(
        oldest.due ? ONE_LOOK_MILLIS : TimeUnit.NANOSECONDS.toMillis(leftNanos) + 1,
        id -> {
          watching = false;
          watch();
        });
  }
}
