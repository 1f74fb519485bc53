package dev.keelage.gateway.provider;

import dev.keelage.gateway.provider.wire.Answer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.compression.JdkZlibDecoder;
import io.netty.handler.codec.compression.ZlibWrapper;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.streams.ReadStream;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A body that came compressed, as it was before that. Nobody asks for it, but to ask for nothing
 * allows it (RFC 9110 §12.5.3), and some servers and the proxies before them do it.
 */
final class InflatedBody implements ReadStream<Buffer> {
  /** Of what one piece of a body can become. */
  private static final int MAX_BYTES_AT_ONCE = 64 << 20;

  /** What is given up is left to the garbage collector. */
  private static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);

  private final ReadStream<Buffer> source;
  private final JdkZlibDecoder decoder;
  private final EmbeddedChannel inflating;
  private boolean paused;
  private boolean empty = true;
  private boolean ended;
  private boolean over;
  private @Nullable Handler<Buffer> handler;
  private @Nullable Handler<Void> endHandler;
  private @Nullable Handler<Throwable> exceptionHandler;

  private InflatedBody(ReadStream<Buffer> source, ZlibWrapper wrapper) {
    this.source = source;
    this.decoder = new JdkZlibDecoder(wrapper, MAX_BYTES_AT_ONCE);
    this.inflating = new EmbeddedChannel();
    inflating.config().setAllocator(HEAP);
    inflating.pipeline().addLast(decoder);
  }

  /** The body of the answer without its coding; one of an unknown coding stays as it is. */
  static ReadStream<Buffer> of(Answer answer) {
    String coding = answer.headers().get("content-encoding");
    return coding == null
        ? answer.body()
        : wrapper(coding)
            .<ReadStream<Buffer>>map(wrapper -> new InflatedBody(answer.body(), wrapper))
            .orElseGet(answer::body);
  }

  private static Optional<ZlibWrapper> wrapper(String coding) {
    return switch (coding.trim().toLowerCase(Locale.ROOT)) {
      case "gzip", "x-gzip" -> Optional.of(ZlibWrapper.GZIP);
      case "deflate" -> Optional.of(ZlibWrapper.ZLIB_OR_NONE);
      default -> Optional.empty();
    };
  }

  private void received(Buffer chunk) {
    if (over) {
      return;
    }
    empty &= chunk.length() == 0;
    try {
      inflating.writeInbound(Unpooled.wrappedBuffer(chunk.getBytes()));
    } catch (DecoderException e) {
      failed(e);
      return;
    }
    pass();
  }

  private void pass() {
    while (!paused && !over) {
      Handler<Buffer> to = handler;
      if (to == null) {
        return;
      }
      ByteBuf out = inflating.readInbound();
      if (out == null) {
        if (ended) {
          finish();
        }
        return;
      }
      byte[] bytes = new byte[out.readableBytes()];
      out.readBytes(bytes).release();
      to.handle(Buffer.buffer(bytes));
    }
  }

  private void finish() {
    if (!decoder.isClosed() && !empty) {
      failed(new HttpClosedException("the provider's compressed answer is cut"));
      return;
    }
    over = true;
    if (endHandler != null) {
      endHandler.handle(null);
    }
  }

  private void ended() {
    ended = true;
    pass();
  }

  private void failed(Throwable cause) {
    if (!over) {
      over = true;
      if (exceptionHandler != null) {
        exceptionHandler.handle(cause);
      }
    }
  }

  @Override
  public InflatedBody exceptionHandler(@Nullable Handler<Throwable> failed) {
    exceptionHandler = failed;
    source.exceptionHandler(this::failed);
    return this;
  }

  @Override
  public InflatedBody handler(@Nullable Handler<Buffer> to) {
    handler = to;
    source.handler(this::received);
    return this;
  }

  @Override
  public InflatedBody pause() {
    paused = true;
    source.pause();
    return this;
  }

  @Override
  public InflatedBody resume() {
    return fetch(Long.MAX_VALUE);
  }

  /** Whoever wants some gets all: what one piece becomes cannot be counted beforehand. */
  @Override
  public InflatedBody fetch(long amount) {
    paused = false;
    pass();
    if (!paused) {
      source.resume();
    }
    return this;
  }

  @Override
  public InflatedBody endHandler(@Nullable Handler<Void> ended) {
    endHandler = ended;
    source.endHandler(end -> ended());
    return this;
  }
}
