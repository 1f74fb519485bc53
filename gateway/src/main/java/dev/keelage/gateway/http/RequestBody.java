package dev.keelage.gateway.http;

import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.pipeline.CallerBody;
import dev.keelage.gateway.pipeline.CallerGone;
import dev.keelage.gateway.pipeline.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.VertxByteBufAllocator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects a request's body within a bound, copied once out of what was read. */
final class RequestBody implements CallerBody {
  /** So much of an unwanted body is read to keep the connection; beyond, it is closed. */
  private static final long WORTH_READING_BYTES = 256 << 10;

  /** Nobody gets more memory for an announcement than this. */
  private static final int ON_TRUST_BYTES = 64 << 10;

  private static final long UNKNOWN = -1;

  private final Outgoing out;
  private final long maxBytes;
  private final BodyMemory memory;
  private final long declaredBytes;
  private final long deadlineNanos;
  private final Promise<Buffer> whole = Promise.promise();
  private final BodyCoding coding;
  private boolean awaitsContinue;
  private @Nullable ByteBuf collected;
  private long takenBytes;
  private boolean ended;
  private boolean unwanted;

  /**
   * What a body may be at most.
   *
   * @param timeoutNanos from its request's head to its end
   * @param memory that it shares with all others
   */
  record Bounds(long maxBytes, long timeoutNanos, BodyMemory memory) {}

  RequestBody(Outgoing out, HttpRequest request, Bounds bounds) {
    this.out = out;
    this.maxBytes = bounds.maxBytes();
    this.memory = bounds.memory();
    this.deadlineNanos = System.nanoTime() + bounds.timeoutNanos();
    String length = request.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    // The decoder has checked that it is a number, and that there is no other way to give a length.
    this.declaredBytes =
        request.decoderResult().isFailure()
            ? UNKNOWN
            : length != null
                ? Long.parseLong(length)
                : request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING) ? UNKNOWN : 0;
    this.coding = BodyCoding.of(request.headers());
    String expect = request.headers().get(HttpHeaderNames.EXPECT);
    this.awaitsContinue =
        expect != null
            && HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expect)
            && HttpVersion.HTTP_1_1.equals(request.protocolVersion());
  }

  @Override
  public Future<Buffer> read() {
    if (declaredBytes > maxBytes) {
      return Future.failedFuture(tooLarge());
    }
    if (awaitsContinue && !ended) {
      awaitsContinue = false;
      out.sayContinue();
    }
    return coding == BodyCoding.GZIP ? whole.future().compose(this::unpacked) : whole.future();
  }

  private Future<Buffer> unpacked(Buffer body) {
    return new Gunzip(maxBytes, memory)
        .unpack(body)
        .map(
            out -> {
              takenBytes += out.length();
              if (unwanted) {
                discard();
              }
              return out;
            });
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
    memory.give(takenBytes);
    takenBytes = 0;
  }

  /** How it is packed; {@link #read} unpacks what is known. */
  BodyCoding coding() {
    return coding;
  }

  boolean ended() {
    return ended;
  }

  /**
   * Whether what is still to come of the body is read, so that the next request can follow. A
   * caller who was not told to go on may send it or not: nobody knows where the next one begins.
   */
  boolean leavesConnectionUsable() {
    return ended
        || !awaitsContinue
            && declaredBytes != UNKNOWN
            && declaredBytes <= Math.min(WORTH_READING_BYTES, maxBytes);
  }

  /**
   * @param piece stays the caller's to release
   */
  void arrived(ByteBuf piece) {
    int size = piece.readableBytes();
    if (unwanted || size == 0) {
      return;
    }
    ByteBuf before = collected;
    long after = (before == null ? 0L : before.readableBytes()) + size;
    if (after > maxBytes) {
      whole.tryFail(tooLarge());
      return;
    }
    if (!memory.take(size)) {
      whole.tryFail(new Refusal(BodyMemory.NO_ROOM));
      return;
    }
    takenBytes += size;
    if (before == null) {
      before = heap(size);
      collected = before;
    }
    before.writeBytes(piece);
  }

  void end() {
    ended = true;
    ByteBuf all = collected;
    whole.tryComplete(all == null ? Buffer.buffer(0) : Buffer.buffer(all));
  }

  /** What came is no body: the rest of the connection cannot be understood either. */
  void broke() {
    whole.tryFail(
        new Refusal(
            new Rejection.BadRequest(
                "The request body breaks the rules of HTTP.", Optional.empty())));
  }

  /** The connection is closed. */
  void cutOff() {
    if (!ended) {
      whole.tryFail(new CallerGone());
    }
  }

  private ByteBuf heap(int firstPiece) {
    long likely = Math.max(firstPiece, Math.min(declaredBytes, ON_TRUST_BYTES));
    return VertxByteBufAllocator.UNPOOLED_ALLOCATOR.heapBuffer((int) likely);
  }

  private Refusal tooLarge() {
    return new Refusal(new Rejection.BodyTooLarge(maxBytes));
  }
}
