package dev.keelage.gateway.provider;

import dev.keelage.snapshot.ProviderEntry.MockBehaviour;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * An OpenAI-compatible vendor inside the gateway, for demos and load tests: declared latency,
 * tokens, stream interval and failure rate. What it answers takes the same way as a real vendor's
 * bytes.
 */
final class MockExchange implements UpstreamExchange {
  private static final MockBehaviour DEFAULT = new MockBehaviour(50, 32, 20, 0);

  private final Vertx vertx;
  private final Promise<UpstreamResponse> response = Promise.promise();
  private @Nullable MockResponse body;
  private long latencyTimer = -1;
  private boolean aborted;

  private MockExchange(Vertx vertx) {
    this.vertx = vertx;
  }

  static MockExchange start(Vertx vertx, UpstreamCall call) {
    MockExchange exchange = new MockExchange(vertx);
    MockBehaviour declared = call.deployment().provider().mock();
    MockBehaviour behaviour = declared == null ? DEFAULT : declared;
    if (behaviour.latencyMillis() <= 0) {
      exchange.answer(call, behaviour);
    } else {
      exchange.latencyTimer =
          vertx.setTimer(behaviour.latencyMillis(), timer -> exchange.answer(call, behaviour));
    }
    return exchange;
  }

  private void answer(UpstreamCall call, MockBehaviour behaviour) {
    if (aborted) {
      return;
    }
    boolean failing = ThreadLocalRandom.current().nextInt(100) < behaviour.failurePercent();
    List<Buffer> frames;
    if (failing) {
      frames = List.of(MockAnswers.failure());
    } else {
      frames =
          switch (call.operation()) {
            case EMBEDDINGS -> List.of(MockAnswers.embeddings(call));
            case COUNT_TOKENS ->
                throw new IllegalArgumentException("the mock's dialect does not count tokens");
            case CHAT ->
                call.stream()
                    ? MockAnswers.stream(call, behaviour)
                    : List.of(MockAnswers.reply(call, behaviour));
          };
    }
    body = new MockResponse(vertx, failing ? 500 : 200, frames, behaviour.streamIntervalMillis());
    response.tryComplete(body);
  }

  @Override
  public Future<Void> sent() {
    return Future.succeededFuture();
  }

  @Override
  public Future<UpstreamResponse> response() {
    return response.future();
  }

  @Override
  public void abort() {
    aborted = true;
    vertx.cancelTimer(latencyTimer);
    if (body != null) {
      body.stop();
    }
  }
}
