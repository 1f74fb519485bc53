package dev.keelage.gateway.http;

import dev.keelage.gateway.dialect.Dialect;
import dev.keelage.gateway.dialect.RenderedError;
import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.pipeline.CallerResponse;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;

/** Answers to requests that are no calls. Their bodies are of no interest. */
final class PlainReply {
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

  private PlainReply() {}

  static void refuse(CallerRequest request, Dialect dialect, Rejection rejection) {
    RenderedError error = dialect.renderError(rejection);
    CallerResponse response = request.response().begin(error.status());
    error.headers().forEach(response::header);
    if (error.status() == 405) {
      response.header(HttpHeaders.ALLOW, request.path().contains("/models") ? "GET, HEAD" : "POST");
    }
    end(request, error.body());
  }

  static void json(CallerRequest request, int status, Buffer body) {
    request.response().begin(status);
    end(request, body);
  }

  private static void end(CallerRequest request, Buffer body) {
    request.body().discard();
    request.response().header(HttpHeaders.CONTENT_TYPE, JSON).end(body);
  }
}
