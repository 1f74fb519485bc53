package dev.keelage.gateway.http;

import dev.keelage.gateway.GatewaySettings;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.tracing.TracingPolicy;
import java.util.function.BiFunction;

/** The callers' port as one event loop serves it. */
final class CallerVerticle extends AbstractVerticle {
  private static final long SWEEP_MILLIS = 1_000;

  private final GatewaySettings settings;
  private final DrainState drain;
  private final BiFunction<Vertx, ActiveCalls, CallerHandler> handlers;
  private final ActiveCalls active = new ActiveCalls();
  private volatile int port;
  private volatile long lastSweepNanos = System.nanoTime();

  /**
   * @param handlers makes this event loop's own handler
   */
  CallerVerticle(
      GatewaySettings settings,
      DrainState drain,
      BiFunction<Vertx, ActiveCalls, CallerHandler> handlers) {
    this.settings = settings;
    this.drain = drain;
    this.handlers = handlers;
  }

  @Override
  public void start(Promise<Void> started) {
    CallerHandler handler = handlers.apply(vertx, active);
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(settings.host())
            .setPort(settings.port())
            .setMaxHeaderSize(settings.connection().maxHeaderBytes())
            .setHandle100ContinueAutomatically(false)
            .setHttp2ClearTextEnabled(false)
            .setDecompressionSupported(false)
            .setCompressionSupported(false)
            .setTcpNoDelay(true)
            .setAcceptBacklog(1024)
            .setTracingPolicy(TracingPolicy.IGNORE);
    HttpServer server =
        vertx
            .createHttpServer(options)
            .connectionHandler(connection -> opened(connection, options))
            .invalidRequestHandler(handler::invalid)
            .exceptionHandler(dropped -> {})
            .requestHandler(handler);
    vertx.setPeriodic(SWEEP_MILLIS, tick -> sweep());
    server
        .listen()
        .onSuccess(listening -> port = listening.actualPort())
        .<Void>mapEmpty()
        .onComplete(started);
  }

  int port() {
    return port;
  }

  private void sweep() {
    lastSweepNanos = System.nanoTime();
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

  private void opened(HttpConnection connection, HttpServerOptions options) {
    active.opened(connection);
    ((ConnectionBase) connection)
        .channelHandlerContext()
        .pipeline()
        .replace("httpDecoder", "httpDecoder", new StrictRequestDecoder(options));
  }
}
