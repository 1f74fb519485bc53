package dev.keelage.gateway.http;

import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.pipeline.CallerBody;
import dev.keelage.gateway.pipeline.CallerGone;
import dev.keelage.gateway.pipeline.Refusal;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects a request's body within a bound. One chunk, the usual case, is not copied. */
final class RequestBody implements CallerBody {
  /** So much of an unwanted body is read to keep the connection; beyond, it is closed. */
  private static final long WORTH_READING_BYTES = 256 << 10;

  /**
   * A caller in mid-send reads the refusal only after having sent: closing at once would reset it
   * away.
   */
  private static final long LINGER_MILLIS = 2_000;

  private static final long UNKNOWN = -1;

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final long maxBytes;
  private final long declaredBytes;
  private final long deadlineNanos;
  private final Promise<Buffer> whole = Promise.promise();
  private @Nullable Buffer collected;
  private boolean ended;
  private boolean unwanted;

  RequestBody(Vertx vertx, HttpServerRequest request, long maxBytes, long timeoutNanos) {
    this.vertx = vertx;
    this.deadlineNanos = System.nanoTime() + timeoutNanos;
    this.request = request;
    this.maxBytes = maxBytes;
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    // The decoder has checked that it is a number, and that there is no other way to give a length.
    this.declaredBytes =
        length != null
            ? Long.parseLong(length)
            : request.headers().contains(HttpHeaders.TRANSFER_ENCODING) ? UNKNOWN : 0;
    request.handler(this::arrived).endHandler(end -> ended()).exceptionHandler(this::broke);
  }

  @Override
  public Future<Buffer> read() {
    if (declaredBytes > maxBytes) {
      return Future.failedFuture(tooLarge());
    }
    if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
      request.response().writeContinue();
    }
    return whole.future();
  }

  /** Gives up on a body that should have been there by now. */
  void expireAt(long nowNanos) {
    if (!ended && !unwanted && nowNanos - deadlineNanos >= 0) {
      whole.tryFail(new Refusal(new Rejection.RequestTimeout()));
    }
  }

  @Override
  public void discard() {
    unwanted = true;
    collected = null;
    if (ended || worthReading()) {
      return;
    }
    if (!request.response().headWritten()) {
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    vertx.setTimer(LINGER_MILLIS, late -> request.connection().close());
  }

  private boolean worthReading() {
    return declaredBytes != UNKNOWN && declaredBytes <= Math.min(WORTH_READING_BYTES, maxBytes);
  }

  private void arrived(Buffer chunk) {
    if (unwanted) {
      return;
    }
    Buffer before = collected;
    if ((before == null ? 0L : before.length()) + chunk.length() > maxBytes) {
      whole.tryFail(tooLarge());
    } else {
      collected = before == null ? chunk : before.appendBuffer(chunk);
    }
  }

  private void ended() {
    ended = true;
    if (unwanted && !worthReading()) {
      request.connection().close();
    }
    whole.tryComplete(collected == null ? Buffer.buffer(0) : collected);
  }

  private void broke(Throwable cause) {
    ended = true;
    if (cause instanceof DecoderException || cause instanceof IllegalArgumentException) {
      whole.tryFail(
          new Refusal(
              new Rejection.BadRequest(
                  "The request body breaks the rules of HTTP.", Optional.empty())));
      // The connection closes as soon as this returns, and with it what is not flushed.
      ((ConnectionBase) request.connection()).flush();
    } else {
      whole.tryFail(new CallerGone());
    }
  }

  private Refusal tooLarge() {
    return new Refusal(new Rejection.BodyTooLarge(maxBytes));
  }
}
