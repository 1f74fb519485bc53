package dev.keelage.gateway.http;

import dev.keelage.gateway.dialect.Dialect;
import dev.keelage.gateway.dialect.Dialects;
import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.WireFormat;
import dev.keelage.gateway.pipeline.Call;
import dev.keelage.gateway.pipeline.CallIds;
import dev.keelage.gateway.pipeline.RequestPipeline;
import dev.keelage.gateway.stage.settle.CallOutcome.Ending;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Takes the requests of one event loop: finds the route, refuses what is no call, hands calls to
 * the pipeline.
 */
final class CallerHandler implements Handler<HttpServerRequest> {
  private static final CharSequence ANTHROPIC_VERSION =
      HttpHeaders.createOptimized("anthropic-version");
  private static final Rejection STOPPING =
      new Rejection.Unavailable("The gateway is shutting down.", Duration.ofSeconds(1));

  private final Vertx vertx;
  private final BodyBounds bounds;
  private final Dialects dialects;
  private final RequestPipeline pipeline;
  private final ModelListing models;
  private final CallIds ids;
  private final ActiveCalls active;
  private final DrainState drain;
  private final InstantSource clock;

  /** What a body may be at most. */
  record BodyBounds(long maxBytes, long timeoutNanos) {}

  CallerHandler(
      Vertx vertx,
      BodyBounds bounds,
      Dialects dialects,
      RequestPipeline pipeline,
      ModelListing models,
      CallIds ids,
      ActiveCalls active,
      DrainState drain,
      InstantSource clock) {
    this.vertx = vertx;
    this.bounds = bounds;
    this.dialects = dialects;
    this.pipeline = pipeline;
    this.models = models;
    this.ids = ids;
    this.active = active;
    this.drain = drain;
    this.clock = clock;
  }

  @Override
  public void handle(HttpServerRequest request) {
    Route route = route(request);
    Optional<Rejection> refusal = notACall(request);
    if (refusal.isPresent()) {
      refuse(request, route, refusal.get());
      return;
    }
    switch (route) {
      case Route.CallModel called -> call(request, called);
      case Route.ListModels listed -> models.list(request, dialects.of(listed.dialect()));
      case Route.ShowModel shown ->
          models.show(request, dialects.of(shown.dialect()), shown.model());
      case Route.Unknown unknown ->
          refuse(
              request,
              unknown,
              new Rejection.RouteUnknown(
                  request.method().name(), path(request), unknown.methodNotAllowed()));
    }
  }

  /**
   * What the decoder could not make a request of. The connection is closed, since nobody knows
   * where the next request would begin.
   */
  void invalid(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    int status =
        switch (cause) {
          case TooLongHttpLineException e -> 414;
          case TooLongHttpHeaderException e -> 431;
          case TooLongFrameException e -> 431;
          case null, default -> 400;
        };
    String message =
        switch (status) {
          case 414 -> "The request line is too long.";
          case 431 -> "The request's headers are too large.";
          default -> "The request breaks the rules of HTTP.";
        };
    Dialect dialect = dialects.of(dialectOf(request));
    request
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(dialect.renderError(new Rejection.BadRequest(message, Optional.empty())).body())
        .onComplete(written -> request.connection().close());
  }

  private void call(HttpServerRequest request, Route.CallModel route) {
    Instant now = clock.instant();
    RequestBody body = new RequestBody(vertx, request, bounds.maxBytes(), bounds.timeoutNanos());
    Call call =
        new Call(
            ids.next(now.toEpochMilli()),
            route.operation(),
            dialects.of(route.dialect()),
            route.model(),
            request,
            body,
            now);
    if (drain.phase() != DrainState.Phase.SERVING) {
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    request.response().closeHandler(closed -> call.cut(Ending.CLIENT_GONE));
    request.response().exceptionHandler(broken -> {});
    active.began(request.connection(), call, body);
    pipeline.handle(call).onComplete(ended -> active.ended(request.connection(), call));
  }

  private Optional<Rejection> notACall(HttpServerRequest request) {
    if (drain.phase() == DrainState.Phase.REFUSING) {
      return Optional.of(STOPPING);
    }
    String coding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    if (coding != null && !coding.equalsIgnoreCase("identity")) {
      return bad("Content-Encoding is not supported: send the body as it is.");
    }
    String expect = request.getHeader(HttpHeaders.EXPECT);
    if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
      return bad("The expectation in the Expect header is not supported.");
    }
    return Optional.empty();
  }

  private static Optional<Rejection> bad(String message) {
    return Optional.of(new Rejection.BadRequest(message, Optional.empty()));
  }

  private void refuse(HttpServerRequest request, Route route, Rejection rejection) {
    RequestBody body = new RequestBody(vertx, request, bounds.maxBytes(), bounds.timeoutNanos());
    PlainReply.refuse(request, dialects.of(route.dialect()), rejection, body);
  }

  private static Route route(HttpServerRequest request) {
    return Route.of(request.method(), path(request), saysAnthropic(request));
  }

  private static WireFormat dialectOf(HttpServerRequest request) {
    return route(request).dialect();
  }

  private static boolean saysAnthropic(HttpServerRequest request) {
    return request.headers().contains(ANTHROPIC_VERSION);
  }

  private static String path(HttpServerRequest request) {
    String path = request.path();
    return path == null ? "" : path;
  }
}
