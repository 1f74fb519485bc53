package dev.keelage.gateway.pipeline;

import java.time.Duration;
import java.util.Optional;

/** When a call passed which point, in nanoseconds since it was received. */
public final class Timeline {
  /** Points in request order. */
  public enum Mark {
    ACCESS_CHECKED,
    BODY_READ,
    ADMITTED,
    ANSWERED,
    ENDED
  }

  private static final int MARKS = Mark.values().length;

  private final long receivedNanos = System.nanoTime();
  private final long[] nanos = new long[MARKS];

  void reach(Mark mark) {
    nanos[mark.ordinal()] = Math.max(1, System.nanoTime() - receivedNanos);
  }

  /** Since receipt; empty if the call never came there. */
  public Optional<Duration> at(Mark mark) {
    long at = nanos[mark.ordinal()];
    return at == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(at));
  }

  /** Empty if the call did not come to both. */
  public Optional<Duration> between(Mark from, Mark to) {
    long start = nanos[from.ordinal()];
    long end = nanos[to.ordinal()];
    return start == 0 || end == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(end - start));
  }

  public Duration sinceReceipt() {
    return Duration.ofNanos(System.nanoTime() - receivedNanos);
  }
}
