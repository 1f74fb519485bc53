package dev.keelage.gateway.http;

import dev.keelage.gateway.GatewaySettings;
import dev.keelage.gateway.socket.Flushes;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import java.time.InstantSource;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The callers' port as one event loop serves it. */
final class CallerVerticle extends AbstractVerticle {
  private static final long SWEEP_MILLIS = 1_000;

  private final GatewaySettings settings;
  private final DrainState drain;
  private final BodyMemory bodies;
  private final InstantSource clock;
  private final BiFunction<Vertx, ActiveCalls, CallerHandler> handlers;
  private final ActiveCalls active = new ActiveCalls();
  private final HttpDate date;
  private @Nullable CallerHandler handler;
  private @Nullable Flushes flushes;
  private volatile long lastSweepNanos = System.nanoTime();

  /**
   * @param bodies of all event loops
   * @param handlers makes this event loop's own handler
   */
  CallerVerticle(
      GatewaySettings settings,
      DrainState drain,
      BodyMemory bodies,
      InstantSource clock,
      BiFunction<Vertx, ActiveCalls, CallerHandler> handlers) {
    this.settings = settings;
    this.drain = drain;
    this.bodies = bodies;
    this.clock = clock;
    this.handlers = handlers;
    this.date = new HttpDate(clock.instant());
  }

  @Override
  public void start() {
    handler = handlers.apply(vertx, active);
    flushes = new Flushes(eventLoop());
    vertx.setPeriodic(SWEEP_MILLIS, tick -> sweep());
  }

  @Override
  public void stop() {
    active.closeAll();
  }

  EventLoop eventLoop() {
    return ((ContextInternal) context).nettyEventLoop();
  }

  /** Serves a new connection. On the event loop; TLS would come first in the pipeline. */
  void accept(Channel channel) {
    CallerHandler serving = handler;
    Flushes sharing = flushes;
    if (serving == null || sharing == null) {
      throw new IllegalStateException("accepts before it has started");
    }
    RequestBody.Bounds bounds =
        new RequestBody.Bounds(
            settings.body().maxBytes(), settings.body().timeout().toNanos(), bodies);
    channel
        .pipeline()
        .addLast(new StrictRequestDecoder(settings.connection().maxHeaderBytes()))
        .addLast(
            new CallerConnection(
                channel, (ContextInternal) context, serving, active, bounds, date, sharing));
  }

  private void sweep() {
    lastSweepNanos = System.nanoTime();
    date.set(clock.instant());
    long idleNanos =
        drain.phase() == DrainState.Phase.REFUSING
            ? 0
            : settings.connection().idleTimeout().toNanos();
    active.sweep(System.nanoTime(), idleNanos);
  }

  /** The time for draining is over: whatever is still in flight on this event loop ends now. */
  void cutAll() {
    context.runOnContext(v -> active.cutAll());
  }

  /** How long ago this event loop last came round; may be read from any thread. */
  long silenceNanos() {
    return System.nanoTime() - lastSweepNanos;
  }

  /** Calls in flight; may be read from any thread. */
  int inFlight() {
    return active.count();
  }
}
