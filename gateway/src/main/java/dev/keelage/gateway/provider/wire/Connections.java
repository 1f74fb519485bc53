package dev.keelage.gateway.provider.wire;

import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * All upstream connections of one event loop. They close with the context in which this was made.
 * Not thread-safe.
 */
public final class Connections {
  /** Time-outs strike, and idle connections are closed, up to so much late. */
  private static final long LOOK_MILLIS = 100;

  private final VertxInternal vertx;
  private final Connector connector;
  private final int perOrigin;
  private final Map<Origin, OriginConnections> origins = new HashMap<>();

  /**
   * Must be made on its event loop.
   *
   * @param perOrigin connections at most; more exchanges wait in line
   */
  public Connections(Vertx vertx, int perOrigin, Tls tls) {
    this.vertx = (VertxInternal) vertx;
    this.perOrigin = perOrigin;
    ContextInternal context = this.vertx.getOrCreateContext();
    this.connector = new Connector(this.vertx, context, tls);
    context.setPeriodic(LOOK_MILLIS, tick -> look());
    context.addCloseHook(
        closed ->
            context.runOnContext(
                last -> {
                  List.copyOf(origins.values()).forEach(OriginConnections::close);
                  closed.complete();
                }));
  }

  /**
   * Must be called on the event loop that this belongs to.
   *
   * @param connectMillis until there is a connection, waiting in line included
   */
  public Exchange start(Origin origin, Request request, long connectMillis) {
    Exchange exchange =
        new Exchange(
            vertx.getOrCreateContext(),
            request,
            System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(connectMillis));
    OriginConnections connections = origins.get(origin);
    if (connections == null) {
      connections = new OriginConnections(origin, connector, perOrigin);
      origins.put(origin, connections);
    }
    connections.start(exchange);
    return exchange;
  }

  /** How many connections there are to an origin, at work or idle. */
  int open(Origin origin) {
    OriginConnections connections = origins.get(origin);
    return connections == null ? 0 : connections.open();
  }

  private void look() {
    long now = System.nanoTime();
    // Who hears of a time-out may at once try another origin.
    List.copyOf(origins.values()).forEach(connections -> connections.look(now));
    origins.values().removeIf(OriginConnections::unused);
  }
}
