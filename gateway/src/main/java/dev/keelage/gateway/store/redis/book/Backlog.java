package dev.keelage.gateway.store.redis.book;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.VertxInternal;
import java.util.ArrayList;
import java.util.List;

/** How many bookings are not in Redis yet. Safe from any thread. */
final class Backlog {
  private final int bound;
  private final List<Promise<Void>> waiters = new ArrayList<>();
  private volatile int size;

  Backlog(int bound) {
    this.bound = bound;
  }

  int size() {
    return size;
  }

  boolean full() {
    return size >= bound;
  }

  /**
   * Calls that were admitted before the bound was reached still find room.
   *
   * @return false if there is no room at all any more
   */
  synchronized boolean add() {
    if (size >= 2L * bound) {
      return false;
    }
    size++;
    return true;
  }

  /** Takes on what the last process left, whatever the bound. */
  synchronized void addLeft(int bookings) {
    size += bookings;
  }

  void removed(int bookings) {
    List<Promise<Void>> done = List.of();
    synchronized (this) {
      size -= bookings;
      if (size == 0 && !waiters.isEmpty()) {
        done = List.copyOf(waiters);
        waiters.clear();
      }
    }
    done.forEach(Promise::complete);
  }

  /** Completes when nothing waits. */
  synchronized Future<Void> drained(VertxInternal vertx) {
    if (size == 0) {
      return Future.succeededFuture();
    }
    Promise<Void> promise = vertx.promise();
    waiters.add(promise);
    return promise.future();
  }
}
