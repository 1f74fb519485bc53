package dev.keelage.gateway.http;

import dev.keelage.gateway.pipeline.CallerResponse;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/**
 * One answer as HTTP/1.1 writes it (RFC 9112): a whole body with its length, a stream in chunks,
 * or, for HTTP/1.0, until the connection closes.
 */
final class Http1Response implements CallerResponse {
  private static final int CRLF = '\r' << 8 | '\n';
  private static final byte[] LAST_CHUNK = {'0', '\r', '\n', '\r', '\n'};

  /** Eight digits, two ends of line, and the last chunk: what may stand around a stream's piece. */
  private static final int AROUND_CHUNK_BYTES = 17;

  /** Length or coding, connection, the empty line. */
  private static final int END_OF_HEAD_BYTES = 96;

  private static final Future<Void> NOBODY_THERE = Future.failedFuture("the connection is closed");

  private final CallerConnection connection;
  private final Outgoing out;
  private final RequestBody body;
  private final ResponseHead head;
  private final boolean newer;
  private final boolean headOnly;
  private boolean closes;
  private boolean chunked;
  private boolean headWritten;
  private boolean ended;
  private int status;

  /**
   * @param out where its bytes go
   * @param body of the request
   * @param head to write with
   */
  Http1Response(
      CallerConnection connection,
      Outgoing out,
      HttpRequest request,
      RequestBody body,
      ResponseHead head) {
    this.connection = connection;
    this.out = out;
    this.body = body;
    this.head = head;
    this.newer = HttpVersion.HTTP_1_1.equals(request.protocolVersion());
    this.headOnly = HttpMethod.HEAD.equals(request.method());
    this.closes = !HttpUtil.isKeepAlive(request) || request.decoderResult().isFailure();
  }

  /** Has the connection closed after this answer, and the caller told so if there is time. */
  void closeAfter() {
    closes = true;
  }

  /** There will be no answer, or no end of it: the caller must not wait for it. */
  void abandon() {
    connection.close();
  }

  /** Whether the connection closes after this answer. */
  boolean closes() {
    return closes;
  }

  @Override
  public CallerResponse begin(int code) {
    if (!headWritten && !over()) {
      status = code;
      head.begin(code);
    }
    return this;
  }

  @Override
  public CallerResponse header(CharSequence name, CharSequence value) {
    if (!headWritten && !over()) {
      head.header(name, value);
    }
    return this;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public boolean headWritten() {
    return headWritten;
  }

  boolean ended() {
    return ended;
  }

  @Override
  public boolean over() {
    return ended || !out.open();
  }

  @Override
  public void write(Buffer bytes) {
    int size = bytes.length();
    if (size == 0 || over()) {
      return;
    }
    stream(bytes, size);
    out.flushSoon();
  }

  @Override
  public boolean full() {
    return out.full();
  }

  @Override
  public void whenDrained(Runnable again) {
    out.whenDrained(again);
  }

  @Override
  public Future<Void> end(Buffer bytes) {
    if (over()) {
      return NOBODY_THERE;
    }
    int size = bytes.length();
    if (headWritten) {
      if (size > 0) {
        stream(bytes, size);
      }
      if (chunked) {
        out.room(LAST_CHUNK.length).writeBytes(LAST_CHUNK);
      }
    } else {
      whole(bytes, size);
    }
    ended = true;
    return connection.answered(this);
  }

  private void whole(Buffer bytes, int size) {
    closes |= !body.leavesConnectionUsable();
    sayConnection();
    head.contentLength(size);
    ByteBuf to = out.room(head.size() + size);
    head.writeTo(to);
    if (!headOnly) {
      to.writeBytes(bytes.getByteBuf());
    }
    headWritten = true;
  }

  private void stream(Buffer bytes, int size) {
    ByteBuf to =
        out.room((headWritten ? 0 : head.size() + END_OF_HEAD_BYTES) + size + AROUND_CHUNK_BYTES);
    if (!headWritten) {
      beginStream(to);
    }
    if (chunked) {
      hex(to, size);
      to.writeShort(CRLF);
    }
    to.writeBytes(bytes.getByteBuf());
    if (chunked) {
      to.writeShort(CRLF);
    }
  }

  private void beginStream(ByteBuf to) {
    chunked = newer;
    closes |= !chunked || !body.leavesConnectionUsable();
    sayConnection();
    if (chunked) {
      head.chunked();
    }
    head.end();
    head.writeTo(to);
    headWritten = true;
  }

  private void sayConnection() {
    if (closes) {
      head.closes();
    } else if (!newer) {
      head.keepsAlive();
    }
  }

  private static void hex(ByteBuf to, int number) {
    int shift = (31 - Integer.numberOfLeadingZeros(number)) & ~3;
    for (; shift >= 0; shift -= 4) {
      to.writeByte("0123456789abcdef".charAt(number >>> shift & 0xf));
    }
  }
}
