package dev.keelage.gateway.http;

import dev.keelage.gateway.pipeline.Call;
import dev.keelage.gateway.stage.settle.CallOutcome.Ending;
import io.vertx.core.http.HttpConnection;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections of one event loop and the calls on them. Vert.x' own idle time-outs would cut a
 * call whose model thinks for long, so idleness is measured here: a connection is idle while no
 * call is on it, which includes one that sends its headers byte by byte.
 */
final class ActiveCalls {
  private final Map<HttpConnection, Presence> connections = new IdentityHashMap<>();
  private final Map<Call, RequestBody> calls = new IdentityHashMap<>();
  private final AtomicInteger count = new AtomicInteger();

  private static final class Presence {
    int calls;
    long idleSinceNanos = System.nanoTime();
  }

  void opened(HttpConnection connection) {
    connections.put(connection, new Presence());
    connection.closeHandler(closed -> connections.remove(connection));
  }

  void began(HttpConnection connection, Call call, RequestBody body) {
    calls.put(call, body);
    count.setRelease(calls.size());
    Presence presence = connections.get(connection);
    if (presence != null) {
      presence.calls++;
    }
  }

  /** Nothing more will be said; what has been said may still be on its way to a slow caller. */
  void ended(HttpConnection connection, Call call) {
    call.lastWrite().onComplete(written -> flushed(call));
    Presence presence = connections.get(connection);
    if (presence != null) {
      presence.calls--;
      presence.idleSinceNanos = System.nanoTime();
    }
  }

  private void flushed(Call call) {
    calls.remove(call);
    count.setRelease(calls.size());
  }

  /**
   * Bodies that are late are given up; connections idle for longer than {@code idleNanos} are
   * closed.
   */
  void sweep(long nowNanos, long idleNanos) {
    List.copyOf(calls.values()).forEach(body -> body.expireAt(nowNanos));
    List<HttpConnection> idle = new ArrayList<>();
    connections.forEach(
        (connection, presence) -> {
          if (presence.calls == 0 && nowNanos - presence.idleSinceNanos >= idleNanos) {
            idle.add(connection);
          }
        });
    idle.forEach(HttpConnection::close);
  }

  /** Calls in flight; may be read from any thread. */
  int count() {
    return count.get();
  }

  /** The time for draining is over. */
  void cutAll() {
    List.copyOf(calls.keySet()).forEach(call -> call.cut(Ending.DRAINED));
  }
}
