package dev.keelage.gateway.store.redis;

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

  synchronized void added() {
    size++;
  }

  void removed() {
    List<Promise<Void>> done = List.of();
    synchronized (this) {
      size--;
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
