package dev.keelage.gateway.store.redis;

import dev.keelage.gateway.store.redis.link.BackgroundLink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import org.jspecify.annotations.Nullable;

/**
 * How many gateways run, from the signs of life that all of them leave in Redis. While Redis is
 * away the last known number stands.
 */
final class Roster {
  private static final String KEY = "keelage:gateways";
  private static final long PERIOD_MILLIS = 5000;
  private static final long ALIVE_MILLIS = 3 * PERIOD_MILLIS;

  private final BackgroundLink link;
  private final String instance;
  private @Nullable Vertx vertx;
  private long timer = -1;
  private volatile int gateways = 1;

  Roster(BackgroundLink link, String instance) {
    this.link = link;
    this.instance = instance;
  }

  void start(Vertx on) {
    vertx = on;
    timer = on.setPeriodic(PERIOD_MILLIS, id -> signOn());
    signOn();
  }

  int gateways() {
    return gateways;
  }

  /** Signs off, so that the others' shares grow at once. */
  Future<Void> stop() {
    if (vertx != null) {
      vertx.cancelTimer(timer);
    }
    return link.send(Request.cmd(Command.ZREM).arg(KEY).arg(instance)).mapEmpty();
  }

  private void signOn() {
    long now = System.currentTimeMillis();
    link.send(Request.cmd(Command.ZADD).arg(KEY).arg(now + ALIVE_MILLIS).arg(instance))
        .compose(
            added -> link.send(Request.cmd(Command.ZREMRANGEBYSCORE).arg(KEY).arg("-inf").arg(now)))
        .compose(removed -> link.send(Request.cmd(Command.ZCARD).arg(KEY)))
        .onSuccess(count -> gateways = Math.max(1, Integer.parseInt(count.toString())));
  }
}
