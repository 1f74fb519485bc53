package dev.keelage.gateway.http;

import dev.keelage.gateway.dialect.Dialect;
import dev.keelage.gateway.dialect.RenderedError;
import dev.keelage.gateway.exchange.Rejection;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Answers to requests that are no calls. */
final class PlainReply {
  private PlainReply() {}

  static void refuse(
      HttpServerRequest request, Dialect dialect, Rejection rejection, RequestBody body) {
    RenderedError error = dialect.renderError(rejection);
    HttpServerResponse response = request.response().setStatusCode(error.status());
    error.headers().forEach(response::putHeader);
    if (error.status() == 405) {
      response.putHeader(HttpHeaders.ALLOW, allowed(request));
    }
    body.discard();
    json(response, error.body());
  }

  static void json(HttpServerResponse response, Buffer body) {
    response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json").end(body);
  }

  private static String allowed(HttpServerRequest request) {
    String path = request.path();
    return path != null && path.contains("/models") ? "GET" : "POST";
  }
}
