package dev.keelage.gateway.http;

import dev.keelage.gateway.socket.Flushes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What goes to the caller of one connection. Belongs to its event loop. */
final class Outgoing {
  /** What is written in one turn of the event loop leaves in one piece up to this size. */
  private static final int FLUSH_BYTES = 32 << 10;

  private static final ByteBuf CONTINUE =
      Unpooled.unreleasableBuffer(
          Unpooled.directBuffer()
              .writeBytes("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
              .asReadOnly());

  private final Channel channel;
  private final Flushes flushes;
  private final Runnable flush = this::flush;
  private @Nullable ByteBuf pending;
  private @Nullable Runnable whenDrained;
  private ChannelFuture lastAnswer;
  private boolean flushComing;

  /**
   * @param flushes of the event loop
   */
  Outgoing(Channel channel, Flushes flushes) {
    this.channel = channel;
    this.flushes = flushes;
    this.lastAnswer = channel.newSucceededFuture();
  }

  /** Whether the caller can still be written to. */
  boolean open() {
    return channel.isActive();
  }

  /** The caller may send the body now (RFC 9110 §10.1.1). */
  void sayContinue() {
    channel.writeAndFlush(CONTINUE.duplicate(), channel.voidPromise());
  }

  /** Where to write; leaves with the next flush. */
  ByteBuf room(int bytes) {
    ByteBuf out = pending;
    if (out == null) {
      out = channel.alloc().directBuffer(bytes);
      pending = out;
    }
    return out.ensureWritable(bytes);
  }

  /** Once for all that is written in this turn of the event loop, together with others' writes. */
  void flushSoon() {
    if (pending != null && pending.readableBytes() >= FLUSH_BYTES) {
      flush();
    } else if (!flushComing) {
      flushComing = true;
      flushes.soon(flush);
    }
  }

  /**
   * An answer is complete, and is sent with the next flush.
   *
   * @return done when its last byte has left or cannot any more
   */
  ChannelFuture writeLast() {
    ByteBuf out = pending;
    pending = null;
    whenDrained = null;
    ChannelPromise written = channel.newPromise();
    lastAnswer = written;
    channel.write(out == null ? Unpooled.EMPTY_BUFFER : out, written);
    flushSoon();
    return written;
  }

  /** See {@link #writeLast}. */
  ChannelFuture lastAnswer() {
    return lastAnswer;
  }

  boolean full() {
    return !channel.isWritable();
  }

  void whenDrained(Runnable again) {
    whenDrained = again;
  }

  /** The caller has read some. */
  void drained() {
    Runnable again = whenDrained;
    whenDrained = null;
    if (again != null) {
      again.run();
    }
  }

  /** The connection is closed. */
  void drop() {
    ByteBuf unsent = pending;
    pending = null;
    whenDrained = null;
    ReferenceCountUtil.release(unsent);
  }

  private void flush() {
    flushComing = false;
    ByteBuf out = pending;
    if (out != null) {
      pending = null;
      channel.write(out, channel.voidPromise());
    }
    channel.flush();
  }

  /** For who does not know Netty. */
  static Future<Void> future(ChannelFuture written) {
    Promise<Void> sent = Promise.promise();
    written.addListener(
        done -> {
          if (done.isSuccess()) {
            sent.complete();
          } else {
            sent.fail(done.cause());
          }
        });
    return sent.future();
  }
}
