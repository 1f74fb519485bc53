package dev.keelage.gateway.provider;

import dev.keelage.gateway.provider.wire.Answer;
import dev.keelage.gateway.provider.wire.Connections;
import dev.keelage.gateway.provider.wire.Exchange;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.Optional;

/** A request over the network. */
record HttpExchange(Exchange exchange, Future<UpstreamResponse> response)
    implements UpstreamExchange {

  /**
   * @throws IllegalArgumentException a header of the call cannot be sent
   */
  static HttpExchange start(Connections connections, Target target, UpstreamCall call) {
    Exchange exchange =
        connections.start(target.origin(), target.request(call), call.connectMillis());
    return new HttpExchange(exchange, exchange.answer().map(HttpResponse::of));
  }

  @Override
  public Future<Void> sent() {
    return exchange.sent();
  }

  @Override
  public void abort() {
    exchange.abort();
  }

  private record HttpResponse(Answer answer, ReadStream<Buffer> body) implements UpstreamResponse {
    static HttpResponse of(Answer answer) {
      return new HttpResponse(answer, InflatedBody.of(answer));
    }

    @Override
    public int status() {
      return answer.status();
    }

    @Override
    public Optional<String> header(String name) {
      return Optional.ofNullable(answer.headers().get(name));
    }
  }
}
