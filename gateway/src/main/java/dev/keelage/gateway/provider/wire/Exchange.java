package dev.keelage.gateway.provider.wire;

import io.netty.handler.codec.http.HttpResponse;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.impl.ContextInternal;
import org.jspecify.annotations.Nullable;

/** One request and what becomes of it. Everything happens on one event loop. */
public final class Exchange {
  private final ContextInternal context;
  private final Request request;
  private final long deadlineNanos;
  private final Promise<Void> sent = Promise.promise();
  private final Promise<Answer> answer = Promise.promise();
  private Place place = Place.NONE;
  private @Nullable Body body;

  /**
   * @param context current while anybody hears of the exchange
   * @param deadlineNanos until when there must be a connection, on the scale of {@link
   *     System#nanoTime()}
   */
  Exchange(ContextInternal context, Request request, long deadlineNanos) {
    this.context = context;
    this.request = request;
    this.deadlineNanos = deadlineNanos;
  }

  /** The first of the request is on its way. Never failed. */
  public Future<Void> sent() {
    return sent.future();
  }

  /** The head of the answer. */
  public Future<Answer> answer() {
    return answer.future();
  }

  /** Gives it up: a connection it has, or waits for, is closed. Nothing is heard of it any more. */
  public void abort() {
    if (body != null) {
      body.drop();
    }
    Place left = place;
    place = Place.NONE;
    left.leave(this);
  }

  Request request() {
    return request;
  }

  boolean late(long nowNanos) {
    return nowNanos - deadlineNanos >= 0;
  }

  void at(Place where) {
    place = where;
  }

  void begun() {
    context.dispatch(() -> sent.tryComplete());
  }

  void answered(HttpResponse head, Body following) {
    body = following;
    Answer whole = new Answer(head.status().code(), head.headers(), following);
    context.dispatch(whole, answer::tryComplete);
  }

  void received(Buffer chunk) {
    if (body != null) {
      context.dispatch(chunk, body::received);
    }
  }

  void ended() {
    place = Place.NONE;
    if (body != null) {
      context.dispatch(body, Body::ended);
    }
  }

  void failed(Throwable cause) {
    place = Place.NONE;
    if (body != null) {
      context.dispatch(cause, body::failed);
    } else {
      context.dispatch(cause, answer::tryFail);
    }
  }

  ContextInternal context() {
    return context;
  }
}
