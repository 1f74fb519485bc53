package dev.keelage.gateway.http;

import dev.keelage.gateway.pipeline.Call;
import dev.keelage.gateway.stage.settle.CallOutcome.Ending;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections of one event loop and the calls on them. A time-out of the connections would cut
 * a call whose model thinks for long, so idleness is measured by calls: a connection is idle while
 * no call is on it.
 */
final class ActiveCalls {
  private final Set<CallerConnection> connections =
      Collections.newSetFromMap(new IdentityHashMap<>());
  private final AtomicInteger count = new AtomicInteger();

  void opened(CallerConnection connection) {
    connections.add(connection);
  }

  void closed(CallerConnection connection) {
    connections.remove(connection);
  }

  void began() {
    count.setRelease(count.getPlain() + 1);
  }

  /** Nothing more will be said; what has been said may still be on its way to a slow caller. */
  void ended(Call call) {
    if (call.lastWrite().isComplete()) {
      left();
    } else {
      call.lastWrite().onComplete(written -> left());
    }
  }

  private void left() {
    count.setRelease(count.getPlain() - 1);
  }

  /**
   * Bodies that are late are given up; connections idle for longer than {@code idleNanos} are
   * closed.
   */
  void sweep(long nowNanos, long idleNanos) {
    List.copyOf(connections).forEach(connection -> connection.sweep(nowNanos, idleNanos));
  }

  /** Calls in flight; may be read from any thread. */
  int count() {
    return count.getAcquire();
  }

  /** The time for draining is over. */
  void cutAll() {
    List.copyOf(connections).forEach(connection -> connection.cut(Ending.DRAINED));
  }

  /** The process ends. */
  void closeAll() {
    List.copyOf(connections).forEach(CallerConnection::close);
  }
}
