package dev.keelage.gateway.pipeline;

import dev.keelage.gateway.dialect.RenderedError;
import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.provider.UpstreamResponse;
import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;
import dev.keelage.gateway.stage.settle.Receipt;
import dev.keelage.snapshot.cost.Usd;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What callers see, written to their connection. Each method is a no-op once the caller has left.
 */
final class CallerReply {
  private static final Buffer NOTHING = Buffer.buffer(0);

  private CallerReply() {}

  /**
   * The gateway's own refusal: a whole answer, or a frame of a stream that has begun.
   *
   * @return the HTTP status the caller sees, or would have seen
   */
  static int refuse(Call call, Rejection rejection, Map<String, String> headers, int attempts) {
    RenderedError error = call.dialect().renderError(rejection);
    CallerResponse response = call.response();
    if (call.callerGone() || response.over()) {
      return error.status();
    }
    if (response.headWritten()) {
      call.ends(response.end(call.dialect().renderStreamError(rejection)));
      return response.status();
    }
    response.begin(error.status());
    describe(call, attempts);
    response.header(ReplyHeaders.requestId(call.dialect().format()), call.id());
    headers.forEach(
        (name, value) -> {
          if (!error.headers().containsKey(name)) {
            response.header(name, value);
          }
        });
    error.headers().forEach(response::header);
    response.header(HttpHeaders.CONTENT_TYPE, ReplyHeaders.JSON);
    call.body().discard();
    call.ends(response.end(error.body()));
    return error.status();
  }

  static void whole(
      Call call,
      ServedDeployment deployment,
      int attempts,
      UpstreamResponse upstream,
      Receipt receipt,
      Buffer body) {
    CallerResponse response = call.response();
    if (call.callerGone() || response.over()) {
      return;
    }
    served(call, deployment, attempts, upstream);
    response.header(ReplyHeaders.COST, receipt.cost().toPlainString());
    if (ReplyHeaders.EXPLAIN_COST.equals(call.headers().get(ReplyHeaders.EXPLAIN))) {
      response.header(ReplyHeaders.COST_PARTS, parts(receipt));
    }
    response.header(HttpHeaders.CONTENT_TYPE, ReplyHeaders.JSON);
    call.ends(response.end(body));
  }

  /** What the gateway answers without asking a deployment. */
  static void here(Call call, Buffer body) {
    CallerResponse response = call.response();
    if (call.callerGone() || response.over()) {
      return;
    }
    response.begin(200);
    describe(call, 0);
    call.reservation().replyHeaders().forEach(response::header);
    response.header(HttpHeaders.CONTENT_TYPE, ReplyHeaders.JSON);
    call.ends(response.end(body));
  }

  private static String parts(Receipt receipt) {
    return receipt.parts().stream()
        .map(part -> part.of().label() + "=" + Usd.of(part.units()).toPlainString())
        .collect(Collectors.joining(", "));
  }

  static void streamHead(
      Call call, ServedDeployment deployment, int attempts, UpstreamResponse upstream) {
    served(call, deployment, attempts, upstream);
    call.response()
        .header(HttpHeaders.CONTENT_TYPE, ReplyHeaders.EVENT_STREAM)
        .header(HttpHeaders.CACHE_CONTROL, ReplyHeaders.NO_CACHE)
        .header(ReplyHeaders.BUFFERING, ReplyHeaders.NO);
  }

  /** The stream has said its last word. */
  static void endStream(Call call) {
    if (!call.callerGone() && !call.response().over()) {
      call.ends(call.response().end(NOTHING));
    }
  }

  private static void served(
      Call call, ServedDeployment deployment, int attempts, UpstreamResponse upstream) {
    CallerResponse response = call.response().begin(200);
    describe(call, attempts);
    response.header(ReplyHeaders.DEPLOYMENT, deployment.entry().name());
    call.reservation().replyHeaders().forEach(response::header);
    String own = ReplyHeaders.requestId(call.dialect().format());
    for (String name : ReplyHeaders.VENDOR_IDS) {
      Optional<String> id = upstream.header(name);
      id.or(() -> name.equals(own) ? Optional.of(call.id()) : Optional.empty())
          .ifPresent(shown -> response.header(name, shown));
    }
  }

  private static void describe(Call call, int attempts) {
    CallerResponse response = call.response();
    response.header(ReplyHeaders.CALL_ID, call.id());
    call.knownModel()
        .ifPresent(model -> response.header(ReplyHeaders.MODEL, model.entry().modelName()));
    call.downgradedFrom()
        .ifPresent(
            asked -> response.header(ReplyHeaders.DOWNGRADED_FROM, asked.entry().modelName()));
    if (call.guard().isPresent()) {
      response.header(ReplyHeaders.GUARDRAILS, String.join(",", call.guard().get().names()));
    }
    if (attempts > 0) {
      response.header(ReplyHeaders.ATTEMPTS, Integer.toString(attempts));
    }
  }
}
