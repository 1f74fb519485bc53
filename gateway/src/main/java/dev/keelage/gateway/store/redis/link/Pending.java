package dev.keelage.gateway.store.redis.link;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/** A command that has no answer yet. Belongs to one event loop. */
final class Pending {
  final Request request;
  long sentNanos;

  /** Its answer is late unless it is among what the event loop reads next. */
  boolean due;

  private final Promise<Response> answer = Promise.promise();
  private boolean done;

  Pending(Request request) {
    this.request = request;
  }

  Future<Response> answer() {
    return answer.future();
  }

  boolean done() {
    return done;
  }

  void complete(Response reply) {
    done = true;
    answer.complete(reply);
  }

  /** Nothing happens if it has been answered. */
  void fail(Throwable cause) {
    if (!done) {
      done = true;
      answer.fail(cause);
    }
  }
}
