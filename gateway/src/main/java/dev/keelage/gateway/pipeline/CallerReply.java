package dev.keelage.gateway.pipeline;

import dev.keelage.gateway.dialect.RenderedError;
import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.provider.UpstreamResponse;
import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;
import dev.keelage.gateway.stage.settle.Receipt;
import dev.keelage.snapshot.Usd;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What callers see, written to their connection. Each method is a no-op once the caller has left.
 */
final class CallerReply {
  private CallerReply() {}

  /**
   * The gateway's own refusal: a whole answer, or a frame of a stream that has begun.
   *
   * @return the HTTP status the caller sees, or would have seen
   */
  static int refuse(Call call, Rejection rejection, Map<String, String> headers, int attempts) {
    RenderedError error = call.dialect().renderError(rejection);
    HttpServerResponse response = call.response();
    if (call.callerGone() || response.ended() || response.closed()) {
      return error.status();
    }
    if (response.headWritten()) {
      call.ends(response.end(call.dialect().renderStreamError(rejection)));
      return response.getStatusCode();
    }
    response.setStatusCode(error.status());
    describe(call, attempts);
    headers.forEach(response::putHeader);
    error.headers().forEach(response::putHeader);
    response.putHeader(HttpHeaders.CONTENT_TYPE, ReplyHeaders.JSON);
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
    HttpServerResponse response = call.response();
    if (call.callerGone() || response.closed()) {
      return;
    }
    served(call, deployment, attempts, upstream);
    response.putHeader(ReplyHeaders.COST, receipt.cost().toPlainString());
    if (ReplyHeaders.EXPLAIN_COST.equals(call.headers().get(ReplyHeaders.EXPLAIN))) {
      response.putHeader(ReplyHeaders.COST_PARTS, parts(receipt));
    }
    response.putHeader(HttpHeaders.CONTENT_TYPE, ReplyHeaders.JSON);
    call.ends(response.end(body));
  }

  private static String parts(Receipt receipt) {
    return receipt.parts().stream()
        .map(part -> part.of().label() + "=" + Usd.of(part.units()).toPlainString())
        .collect(Collectors.joining(", "));
  }

  static void streamHead(
      Call call, ServedDeployment deployment, int attempts, UpstreamResponse upstream) {
    HttpServerResponse response = call.response();
    served(call, deployment, attempts, upstream);
    response.putHeader(HttpHeaders.CONTENT_TYPE, ReplyHeaders.EVENT_STREAM);
    response.putHeader(HttpHeaders.CACHE_CONTROL, ReplyHeaders.NO_CACHE);
    response.putHeader(ReplyHeaders.BUFFERING, ReplyHeaders.NO);
    response.setChunked(true);
  }

  /** The stream has said its last word. */
  static void endStream(Call call) {
    if (!call.callerGone() && !call.response().closed()) {
      call.ends(call.response().end());
    }
  }

  private static void served(
      Call call, ServedDeployment deployment, int attempts, UpstreamResponse upstream) {
    HttpServerResponse response = call.response();
    describe(call, attempts);
    response.putHeader(ReplyHeaders.DEPLOYMENT, deployment.entry().name());
    call.reservation().replyHeaders().forEach(response::putHeader);
    for (String name : ReplyHeaders.VENDOR_IDS) {
      upstream.header(name).ifPresent(id -> response.putHeader(name, id));
    }
  }

  private static void describe(Call call, int attempts) {
    HttpServerResponse response = call.response();
    response.putHeader(ReplyHeaders.CALL_ID, call.id());
    call.knownModel()
        .ifPresent(model -> response.putHeader(ReplyHeaders.MODEL, model.entry().modelName()));
    call.downgradedFrom()
        .ifPresent(
            asked -> response.putHeader(ReplyHeaders.DOWNGRADED_FROM, asked.entry().modelName()));
    if (call.guard().isPresent()) {
      response.putHeader(ReplyHeaders.GUARDRAILS, String.join(",", call.guard().get().names()));
    }
    if (attempts > 0) {
      response.putHeader(ReplyHeaders.ATTEMPTS, Integer.toString(attempts));
    }
  }
}
