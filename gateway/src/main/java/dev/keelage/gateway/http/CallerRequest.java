package dev.keelage.gateway.http;

import dev.keelage.gateway.pipeline.Call;
import dev.keelage.gateway.stage.settle.CallOutcome.Ending;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import org.jspecify.annotations.Nullable;

/** One request of a connection, with its body on its way and its answer to be written. */
final class CallerRequest {
  private final HttpRequest request;
  private final RequestBody body;
  private final Http1Response response;
  private @Nullable Call call;

  CallerRequest(HttpRequest request, RequestBody body, Http1Response response) {
    this.request = request;
    this.body = body;
    this.response = response;
  }

  HttpMethod method() {
    return request.method();
  }

  /** Without the query; of an absolute URI too (RFC 9112 §3.2.2). */
  String path() {
    String uri = request.uri();
    int from = 0;
    if (!uri.startsWith("/")) {
      int authority = uri.indexOf("://");
      from = authority < 0 ? 0 : uri.indexOf('/', authority + 3);
      if (from < 0) {
        return "/";
      }
    }
    int query = uri.indexOf('?', from);
    return uri.substring(from, query < 0 ? uri.length() : query);
  }

  MultiMap headers() {
    return (HeadersMultiMap) request.headers();
  }

  RequestBody body() {
    return body;
  }

  Http1Response response() {
    return response;
  }

  /** This request turned out to be a call. */
  void carries(Call carried) {
    call = carried;
  }

  boolean runsCall() {
    return call != null && !response.ended();
  }

  /** Answered, and nothing of it is still to be read. */
  boolean done() {
    return response.ended() && body.ended();
  }

  void cut(Ending why) {
    if (call != null) {
      call.cut(why);
    }
  }

  /** The connection is closed. A call ends by itself, and until then it needs its body. */
  void cutOff() {
    cut(Ending.CLIENT_GONE);
    body.cutOff();
    if (call == null) {
      body.discard();
    }
  }
}
