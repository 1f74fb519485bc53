package dev.keelage.gateway.provider.wire;

import dev.keelage.gateway.socket.Flushes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;
import io.vertx.core.buffer.impl.VertxByteBufAllocator;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * An open connection, with at most one exchange on it. It can be used again when the answer has
 * ended as HTTP/1.1 says, all of the request has left and nothing else has come.
 */
final class Connection extends ChannelInboundHandlerAdapter implements Place {
  private enum Phase {
    /** Nothing is expected; whatever comes is a reason to close. */
    IDLE,
    /** A request was sent. */
    ASKED,
    /** An interim answer (1xx) has begun; its end follows. */
    INTERIM,
    /** The head of the answer is here. */
    ANSWERED,
    /** The answer is complete. */
    DONE,
    CLOSED
  }

  private final Channel channel;
  private final OriginConnections home;
  private final AnswerDecoder decoder;
  private final Flushes flushes;
  private final Runnable flush;
  private Phase phase = Phase.IDLE;
  private @Nullable Exchange exchange;
  private @Nullable Throwable broken;
  private int written;
  private boolean lasting;
  private long keepNanos;
  private long idleSinceNanos;

  Connection(
      Channel channel,
      OriginConnections home,
      AnswerDecoder decoder,
      Flushes flushes,
      long keepNanos) {
    this.channel = channel;
    this.flushes = flushes;
    this.flush = channel::flush;
    this.home = home;
    this.decoder = decoder;
    this.keepNanos = keepNanos;
  }

  /** Must be idle. */
  void ask(Exchange asking) {
    exchange = asking;
    phase = Phase.ASKED;
    asking.at(this);
    Request request = asking.request();
    written = request.written();
    channel.write(request.first(channel.alloc()), channel.voidPromise());
    if (written == request.body().length()) {
      flushes.soon(flush);
    } else {
      writeOn(request);
    }
    asking.begun();
  }

  boolean usable() {
    return phase == Phase.IDLE && channel.isActive();
  }

  boolean stale(long nowNanos) {
    return nowNanos - idleSinceNanos >= keepNanos;
  }

  void close() {
    phase = Phase.CLOSED;
    channel.close();
  }

  void read(boolean wanted) {
    channel.config().setAutoRead(wanted);
  }

  /** The exchange is given up. */
  @Override
  public void leave(Exchange leaving) {
    exchange = null;
    close();
  }

  /** No more of the body at a time than the vendor takes. */
  private void writeOn(Request request) {
    while (written < request.body().length() && channel.isWritable()) {
      ByteBuf piece = request.piece(channel.alloc(), written);
      written += piece.readableBytes();
      channel.write(piece, channel.voidPromise());
    }
    channel.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (exchange != null && written < exchange.request().body().length() && broken == null) {
      writeOn(exchange.request());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof HttpObject part) {
        read(part);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void read(HttpObject part) {
    Exchange running = exchange;
    if (running == null) {
      // Idle, or after the end of an answer: it belongs to no request of ours.
      close();
      return;
    }
    if (part.decoderResult().isFailure()) {
      fail(malformed(part.decoderResult().cause()));
      return;
    }
    if (part instanceof HttpResponse head) {
      headed(running, head);
    }
    if (part instanceof HttpContent content) {
      bodied(running, content);
    }
  }

  private void headed(Exchange running, HttpResponse head) {
    int status = head.status().code();
    if (status == 101) {
      fail(new DecoderException("switching protocols, which nobody asked for"));
    } else if (status < 200) {
      phase = Phase.INTERIM;
    } else {
      phase = Phase.ANSWERED;
      lasting = HttpUtil.isKeepAlive(head);
      String limit = head.headers().get("keep-alive");
      if (limit != null) {
        keepNanos = KeepAlive.parse(limit, keepNanos);
      }
      running.answered(head, new Body(running.context(), this));
    }
  }

  private void bodied(Exchange running, HttpContent content) {
    if (phase == Phase.INTERIM) {
      if (content instanceof LastHttpContent) {
        phase = Phase.ASKED;
      }
      return;
    }
    if (content.content().isReadable()) {
      running.received(copy(content.content()));
    }
    // The exchange may have been given up over what it received.
    if (content instanceof LastHttpContent && exchange != null) {
      phase = Phase.DONE;
      if (written < running.request().body().length()) {
        lasting = false;
      }
      exchange = null;
      running.ended();
    }
  }

  /** Whoever gets it looks into its bytes, and keeps them for as long as it likes. */
  private static Buffer copy(ByteBuf bytes) {
    ByteBuf heap =
        VertxByteBufAllocator.DEFAULT.heapBuffer(bytes.readableBytes(), Integer.MAX_VALUE);
    heap.writeBytes(bytes);
    return BufferImpl.buffer(heap);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    // Only now, as what came along with the end of an answer must not pass for the next one.
    if (phase == Phase.DONE) {
      if (lasting && allSent() && decoder.empty()) {
        phase = Phase.IDLE;
        idleSinceNanos = System.nanoTime();
        home.free(this);
      } else {
        close();
      }
    }
  }

  private boolean allSent() {
    ChannelOutboundBuffer left = channel.unsafe().outboundBuffer();
    return left != null && left.totalPendingWriteBytes() == 0;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    fail(broken != null ? broken : new HttpClosedException("the provider closed the connection"));
    home.gone(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException && !(cause instanceof SSLException)) {
      // Where writing failed there may be an answer yet; the end of the connection comes anyway.
      broken = cause;
    } else if (cause instanceof DecoderException && cause.getCause() instanceof SSLException tls) {
      fail(tls);
    } else {
      fail(cause);
    }
  }

  private void fail(Throwable cause) {
    Exchange failing = exchange;
    exchange = null;
    close();
    if (failing != null) {
      failing.failed(cause);
    }
  }

  private static Throwable malformed(Throwable cause) {
    return switch (cause) {
      case PrematureChannelClosureException e ->
          new HttpClosedException("the provider closed the connection");
      case DecoderException e -> e;
      default -> new DecoderException(cause);
    };
  }
}
