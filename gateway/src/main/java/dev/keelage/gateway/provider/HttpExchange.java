package dev.keelage.gateway.provider;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.streams.ReadStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request over the network. */
final class HttpExchange implements UpstreamExchange {
  private final Promise<Void> sent = Promise.promise();
  private final Promise<UpstreamResponse> response = Promise.promise();
  private @Nullable HttpClientRequest request;
  private boolean aborted;

  static HttpExchange start(HttpClient client, Target target, UpstreamCall call) {
    HttpExchange exchange = new HttpExchange();
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost(target.host())
            .setPort(target.port())
            .setSsl(target.tls())
            .setURI(target.uri(call.operation()))
            .setConnectTimeout(call.connectMillis());
    client.request(options).onComplete(opened -> exchange.opened(opened, target, call));
    return exchange;
  }

  private void opened(AsyncResult<HttpClientRequest> opened, Target target, UpstreamCall call) {
    if (opened.failed()) {
      response.tryFail(opened.cause());
      return;
    }
    HttpClientRequest open = opened.result();
    if (aborted) {
      open.reset();
      return;
    }
    request = open;
    UpstreamHeaders.write(open.headers(), target, call);
    open.send(call.body()).onComplete(this::answered);
    sent.tryComplete();
  }

  private void answered(AsyncResult<HttpClientResponse> head) {
    if (head.succeeded()) {
      response.tryComplete(new HttpResponse(head.result()));
    } else {
      response.tryFail(head.cause());
    }
  }

  @Override
  public Future<Void> sent() {
    return sent.future();
  }

  @Override
  public Future<UpstreamResponse> response() {
    return response.future();
  }

  @Override
  public void abort() {
    aborted = true;
    if (request != null) {
      request.reset();
    }
  }

  private record HttpResponse(HttpClientResponse response) implements UpstreamResponse {
    @Override
    public int status() {
      return response.statusCode();
    }

    @Override
    public Optional<String> header(String name) {
      return Optional.ofNullable(response.getHeader(name));
    }

    @Override
    public ReadStream<Buffer> body() {
      return response;
    }
  }
}
