package dev.keelage.gateway.http;

import dev.keelage.gateway.dialect.Dialects;
import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.Rejection.HeadTooLarge.Where;
import dev.keelage.gateway.pipeline.Call;
import dev.keelage.gateway.pipeline.CallIds;
import dev.keelage.gateway.pipeline.RequestPipeline;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Takes the requests of one event loop: finds the route, refuses what is no call, hands calls to
 * the pipeline.
 */
final class CallerHandler {
  private static final Logger LOG = Logger.getLogger(CallerHandler.class);
  private static final CharSequence ANTHROPIC_VERSION =
      HttpHeaders.createOptimized("anthropic-version");
  private static final Rejection STOPPING =
      new Rejection.Unavailable("The gateway is shutting down.", Duration.ofSeconds(1));

  private final Dialects dialects;
  private final RequestPipeline pipeline;
  private final ModelListing models;
  private final CallIds ids;
  private final ActiveCalls active;
  private final DrainState drain;
  private final InstantSource clock;

  CallerHandler(
      Dialects dialects,
      RequestPipeline pipeline,
      ModelListing models,
      CallIds ids,
      ActiveCalls active,
      DrainState drain,
      InstantSource clock) {
    this.dialects = dialects;
    this.pipeline = pipeline;
    this.models = models;
    this.ids = ids;
    this.active = active;
    this.drain = drain;
    this.clock = clock;
  }

  void handle(CallerRequest request) {
    Route route = route(request);
    if (drain.phase() != DrainState.Phase.SERVING) {
      request.response().closeAfter();
    }
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
                  request.method().name(), request.path(), unknown.methodNotAllowed()));
    }
  }

  /**
   * What the decoder could not make a request of. The connection is closed, since nobody knows
   * where the next request would begin.
   */
  void invalid(CallerRequest request, Throwable fault) {
    Rejection refusal =
        switch (fault) {
          case TooLongHttpLineException e -> new Rejection.HeadTooLarge(Where.REQUEST_LINE);
          case TooLongHttpHeaderException e -> new Rejection.HeadTooLarge(Where.HEADERS);
          case TooLongFrameException e -> new Rejection.HeadTooLarge(Where.HEADERS);
          default ->
              new Rejection.BadRequest("The request breaks the rules of HTTP.", Optional.empty());
        };
    refuse(request, route(request), refusal);
  }

  private void call(CallerRequest request, Route.CallModel route) {
    Instant now = clock.instant();
    Call call =
        new Call(
            ids.next(now.toEpochMilli()),
            route.operation(),
            dialects.of(route.dialect()),
            route.model(),
            request.headers(),
            request.body(),
            request.response(),
            now);
    request.carries(call);
    active.began();
    pipeline
        .handle(call)
        .onComplete(
            ended -> {
              active.ended(call);
              request.body().discard();
              if (!request.response().over()) {
                LOG.errorf(ended.cause(), "call=%s was not answered, by a bug", call.id());
                request.response().abandon();
              }
            });
  }

  private Optional<Rejection> notACall(CallerRequest request) {
    if (drain.phase() == DrainState.Phase.REFUSING) {
      return Optional.of(STOPPING);
    }
    if (request.body().coding() == BodyCoding.UNKNOWN) {
      return Optional.of(new Rejection.EncodingUnsupported());
    }
    String expect = request.headers().get(HttpHeaders.EXPECT);
    if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
      return bad("The expectation in the Expect header is not supported.");
    }
    return Optional.empty();
  }

  private static Optional<Rejection> bad(String message) {
    return Optional.of(new Rejection.BadRequest(message, Optional.empty()));
  }

  private void refuse(CallerRequest request, Route route, Rejection rejection) {
    PlainReply.refuse(request, dialects.of(route.dialect()), rejection);
  }

  private static Route route(CallerRequest request) {
    return Route.of(
        request.method(), request.path(), request.headers().contains(ANTHROPIC_VERSION));
  }
}
