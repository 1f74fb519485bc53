package dev.keelage.gateway.provider.wire;

import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.impl.NoStackTraceTimeoutException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/**
 * The connections to one origin, and who waits for one. The one used last is used first, so that
 * those that are too many grow old.
 */
final class OriginConnections implements Place {
  private static final int MAX_WAITING = 4096;

  private final Origin origin;
  private final Connector connector;
  private final int max;
  private final Deque<Connection> idle = new ArrayDeque<>();
  private final Set<Opening> openings = new HashSet<>();
  private final Set<Connection> open = new HashSet<>();
  private final Queue<Exchange> waiting = new ArrayDeque<>();

  OriginConnections(Origin origin, Connector connector, int max) {
    this.origin = origin;
    this.connector = connector;
    this.max = max;
  }

  void start(Exchange exchange) {
    if (!idle.isEmpty()) {
      long now = System.nanoTime();
      for (Connection next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
        if (next.usable() && !next.stale(now)) {
          next.ask(exchange);
          return;
        }
        next.close();
      }
    }
    if (open.size() + openings.size() < max) {
      connect(exchange);
    } else if (waiting.size() < MAX_WAITING) {
      exchange.at(this);
      waiting.add(exchange);
    } else {
      exchange.failed(new ConnectionPoolTooBusyException("too many calls wait for a connection"));
    }
  }

  private void connect(Exchange exchange) {
    Opening opening = new Opening(this, exchange);
    openings.add(opening);
    opening.start(connector, origin);
  }

  /** An exchange in line is given up. */
  @Override
  public void leave(Exchange exchange) {
    waiting.remove(exchange);
  }

  /** The attempt came to an end: with {@link #opened}, or without a connection. */
  void over(Opening opening) {
    openings.remove(opening);
    serveNext();
  }

  void opened(Opening opening, Connection connection) {
    openings.remove(opening);
    open.add(connection);
  }

  /** Can be used again. */
  void free(Connection connection) {
    Exchange next = waiting.poll();
    if (next == null) {
      idle.addFirst(connection);
    } else {
      connection.ask(next);
    }
  }

  void gone(Connection connection) {
    if (open.remove(connection)) {
      idle.remove(connection);
      serveNext();
    }
  }

  private void serveNext() {
    if (!waiting.isEmpty() && open.size() + openings.size() < max) {
      connect(waiting.remove());
    }
  }

  /** Fails what has waited for too long and closes what nobody needs any more. */
  void look(long nowNanos) {
    List<Opening> tooSlow = openings.stream().filter(opening -> opening.late(nowNanos)).toList();
    tooSlow.forEach(Opening::expire);
    List<Exchange> late = new ArrayList<>(0);
    for (Iterator<Exchange> line = waiting.iterator(); line.hasNext(); ) {
      Exchange exchange = line.next();
      if (exchange.late(nowNanos)) {
        line.remove();
        late.add(exchange);
      }
    }
    late.forEach(exchange -> exchange.failed(new NoStackTraceTimeoutException("no connection")));
    // A vendor may have given each its own time, so the oldest is not always the first to go.
    for (Connection connection : idle) {
      if (connection.stale(nowNanos)) {
        connection.close();
      }
    }
  }

  int open() {
    return open.size();
  }

  boolean unused() {
    return open.isEmpty() && openings.isEmpty() && waiting.isEmpty();
  }

  void close() {
    List.copyOf(openings).forEach(Opening::expire);
    List.copyOf(open).forEach(Connection::close);
  }
}
