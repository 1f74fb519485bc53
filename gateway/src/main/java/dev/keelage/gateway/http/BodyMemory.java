package dev.keelage.gateway.http;

import dev.keelage.gateway.exchange.Rejection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the bodies of all requests in flight take of the heap, over all event loops. A bound for one
 * body says nothing of a hundred at once, which would end the process and everybody's calls with
 * it. Safe from any thread.
 */
final class BodyMemory {
  /** What a caller hears whose body has no room. */
  static final Rejection NO_ROOM =
      new Rejection.Unavailable(
          "The gateway holds as many request bodies as it has memory for.", Duration.ofSeconds(1));

  private final long maxBytes;
  private final AtomicLong taken = new AtomicLong();

  BodyMemory(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Takes that much, or nothing. */
  boolean take(long bytes) {
    if (taken.addAndGet(bytes) <= maxBytes) {
      return true;
    }
    taken.addAndGet(-bytes);
    return false;
  }

  void give(long bytes) {
    taken.addAndGet(-bytes);
  }
}
