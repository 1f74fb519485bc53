package dev.keelage.gateway.http;

import dev.keelage.gateway.socket.Flushes;
import dev.keelage.gateway.stage.settle.CallOutcome.Ending;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.impl.ContextInternal;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One caller's connection: a request is served when the one before it is answered. Runs on its
 * event loop only, and enters what it calls in the Vert.x context of that loop.
 */
final class CallerConnection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = Logger.getLogger(CallerConnection.class);

  /**
   * A caller in mid-send reads the refusal only after having sent: closing at once would reset it
   * away.
   */
  private static final long LINGER_MILLIS = 2_000;

  private final ContextInternal context;
  private final CallerHandler handler;
  private final ActiveCalls active;
  private final RequestBody.Bounds bounds;
  private final ResponseHead head;
  private final WaitingMessages waiting = new WaitingMessages();
  private final Channel channel;
  private final Outgoing out;

  private @Nullable CallerRequest current;
  private long idleSinceNanos = System.nanoTime();
  private boolean closing;

  CallerConnection(
      Channel channel,
      ContextInternal context,
      CallerHandler handler,
      ActiveCalls active,
      RequestBody.Bounds bounds,
      HttpDate date,
      Flushes flushes) {
    this.channel = channel;
    this.out = new Outgoing(channel, flushes);
    this.context = context;
    this.handler = handler;
    this.active = active;
    this.bounds = bounds;
    this.head = new ResponseHead(date);
  }

  @Override
  public void channelActive(ChannelHandlerContext on) {
    active.opened(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext on, Object message) {
    if (closing || !channel.isActive()) {
      ReferenceCountUtil.release(message);
    } else if (busy() || !waiting.isEmpty()) {
      waiting.add(message);
      if (waiting.enough()) {
        channel.config().setAutoRead(false);
      }
    } else {
      deliver(message);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext on) {
    if (out.full()) {
      return;
    }
    context.dispatch(out::drained);
    if (!waiting.isEmpty()) {
      serveWaiting();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext on) {
    active.closed(this);
    closing = true;
    waiting.release();
    out.drop();
    CallerRequest cutOff = current;
    if (cutOff != null) {
      context.dispatch(cutOff::cutOff);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext on, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.error("A caller's connection failed by a bug", cause);
    }
    close();
  }

  void close() {
    channel.close();
  }

  void cut(Ending why) {
    if (current != null) {
      current.cut(why);
    }
  }

  /**
   * Gives up on a body that is late, and closes a connection without a call on it, which includes
   * one that sends its headers byte by byte.
   *
   * @param idleNanos how long that may last; 0 spares nobody but who is still being answered
   */
  void sweep(long nowNanos, long idleNanos) {
    if (current != null) {
      current.body().expireAt(nowNanos);
    }
    boolean answering = closing || !out.lastAnswer().isDone();
    boolean idle = current == null || !current.runsCall();
    if (idle && nowNanos - idleSinceNanos >= idleNanos && !(answering && idleNanos == 0)) {
      close();
    }
  }

  /**
   * This answer is complete, and is sent.
   *
   * @return completes when its last byte has left; fails if it cannot any more
   */
  Future<Void> answered(Http1Response response) {
    ChannelFuture written = out.writeLast();
    idleSinceNanos = System.nanoTime();
    CallerRequest request = current;
    if (request == null || response.closes()) {
      closeAfter(written);
    } else {
      forgetIfDone(request);
      if (!waiting.isEmpty()) {
        channel.eventLoop().execute(this::serveWaiting);
      }
    }
    return Outgoing.future(written);
  }

  /**
   * Closes at once where everything was read; else lets the caller finish, for a while: what is
   * still on its way would have the answer thrown away before it is read.
   */
  private void closeAfter(ChannelFuture written) {
    closing = true;
    waiting.release();
    if (current == null || current.body().ended()) {
      written.addListener(ChannelFutureListener.CLOSE);
      return;
    }
    channel.config().setAutoRead(true);
    written.addListener(
        sent -> {
          ((DuplexChannel) channel).shutdownOutput();
          channel.eventLoop().schedule(this::close, LINGER_MILLIS, TimeUnit.MILLISECONDS);
        });
  }

  /**
   * What belongs to a later request waits until this one is answered, and until the caller has read
   * most of the answers it asked for.
   */
  private boolean busy() {
    return current == null ? out.full() : current.body().ended();
  }

  private void serveWaiting() {
    while (!waiting.isEmpty() && !closing && !busy()) {
      Object next = waiting.poll();
      if (next != null) {
        deliver(next);
      }
    }
    if (!closing && !waiting.enough()) {
      channel.config().setAutoRead(true);
    }
  }

  private void deliver(Object message) {
    ContextInternal before = context.beginDispatch();
    try {
      switch (message) {
        case HttpRequest request -> begin(request);
        case HttpContent piece -> proceed(piece);
        default -> throw new IllegalStateException("not HTTP: " + message.getClass());
      }
    } catch (RuntimeException e) {
      LOG.error("A caller's request failed by a bug", e);
      close();
    } finally {
      context.endDispatch(before);
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(HttpRequest message) {
    RequestBody body = new RequestBody(out, message, bounds);
    CallerRequest request =
        new CallerRequest(message, body, new Http1Response(this, out, message, body, head));
    current = request;
    Throwable fault = message.decoderResult().cause();
    if (fault == null) {
      handler.handle(request);
    } else {
      handler.invalid(request, fault);
    }
  }

  private void proceed(HttpContent piece) {
    CallerRequest request = current;
    if (request == null) {
      return;
    }
    if (piece.decoderResult().isFailure()) {
      broke(request);
      return;
    }
    request.body().arrived(piece.content());
    if (piece instanceof LastHttpContent) {
      request.body().end();
      forgetIfDone(request);
    }
  }

  private void broke(CallerRequest request) {
    if (request.response().ended()) {
      closeAfter(out.lastAnswer());
    } else {
      request.response().closeAfter();
      request.body().broke();
    }
  }

  private void forgetIfDone(CallerRequest request) {
    if (current == request && request.done()) {
      current = null;
    }
  }
}
