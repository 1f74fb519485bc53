package dev.keelage.gateway.store.redis.link;

import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.stage.admit.StoreUnavailable;
import dev.keelage.gateway.store.redis.script.Script;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One connection to Redis (or to a cluster), used from one event loop, and the circuit breaker
 * around it: a lost connection or one late answer opens it, and from then on every command fails at
 * once; it closes when a new connection has answered. So a dead Redis costs the calls in flight one
 * time-out and every later call nothing.
 */
public final class RedisLink {
  private static final Logger LOG = Logger.getLogger(RedisLink.class);
  private static final long FIRST_RETRY_MILLIS = 50;
  private static final long LAST_RETRY_MILLIS = 1000;

  private enum State {
    /** No connection yet, commands wait for the first one. */
    STARTING,
    UP,
    DOWN,
    CLOSED
  }

  private final Vertx vertx;
  private final ContextInternal context;
  private final RedisSettings settings;
  private final StoreSignals signals;
  private final InFlight inFlight;
  private final List<Pending> waiting = new ArrayList<>();
  private final List<Runnable> upListeners = new ArrayList<>();

  private State state = State.STARTING;
  private @Nullable Redis client;
  private @Nullable RedisConnection connection;
  private int generation;
  private long retryMillis = FIRST_RETRY_MILLIS;

  /** To be used on the context's thread from here on. */
  public RedisLink(
      Vertx vertx, ContextInternal context, RedisSettings settings, StoreSignals signals) {
    this.vertx = vertx;
    this.context = context;
    this.settings = settings;
    this.signals = signals;
    this.inFlight =
        new InFlight(context, settings.commandTimeout(), cause -> lost(generation, cause));
  }

  public void start() {
    context.runOnContext(ignored -> connect());
  }

  public boolean up() {
    return state == State.UP;
  }

  /** Called whenever a connection was made. */
  public void onUp(Runnable listener) {
    upListeners.add(listener);
  }

  /**
   * Runs a script as one step.
   *
   * @return fails with {@link StoreUnavailable} or {@link RedisRefused}
   */
  public Future<Response> run(Script script, List<String> keys, List<String> arguments) {
    return send(request(Command.EVALSHA, script.sha1(), keys, arguments))
        .recover(
            error ->
                error instanceof RedisRefused refused && refused.isUnknownScript()
                    ? send(request(Command.EVAL, script.text(), keys, arguments))
                    : Future.failedFuture(error));
  }

  /**
   * Sends a command.
   *
   * @return fails with {@link StoreUnavailable} or {@link RedisRefused}
   */
  public Future<Response> send(Request request) {
    Pending pending = new Pending(request);
    switch (state) {
      case UP -> transmit(pending);
      case STARTING -> waiting.add(pending);
      case DOWN, CLOSED -> pending.fail(new StoreUnavailable("Redis is not reachable", false));
    }
    return pending.answer();
  }

  public void close() {
    state = State.CLOSED;
    generation++;
    failAll("the gateway stops");
    closeClient();
  }

  private static Request request(
      Command command, String script, List<String> keys, List<String> arguments) {
    Request request = Request.cmd(command).arg(script).arg(keys.size());
    keys.forEach(request::arg);
    arguments.forEach(request::arg);
    return request;
  }

  private void transmit(Pending pending) {
    RedisConnection current = connection;
    if (current == null) {
      throw new IllegalStateException("up without a connection");
    }
    inFlight.add(pending);
    int sentIn = generation;
    current
        .send(pending.request)
        .onComplete(
            result -> {
              if (!pending.done()) {
                if (result.succeeded()) {
                  // A Redis that is full or a replica takes connections, too.
                  retryMillis = FIRST_RETRY_MILLIS;
                  pending.complete(result.result());
                } else {
                  fail(pending, result.cause(), sentIn);
                }
              }
              inFlight.forgetAnswered();
            });
  }

  private void fail(Pending pending, Throwable cause, int sentIn) {
    if (cause instanceof ErrorType error && !PassingError.is(String.valueOf(error.getMessage()))) {
      pending.fail(new RedisRefused(String.valueOf(error.getMessage())));
    } else {
      lost(sentIn, cause);
      pending.fail(new StoreUnavailable("Redis: " + cause.getMessage(), true));
    }
  }

  private void connect() {
    int attempt = ++generation;
    Redis redis = Redis.createClient(vertx, RedisClientOptions.of(settings));
    client = redis;
    redis
        .connect()
        .timeout(
            settings.connectTimeout().plus(settings.commandTimeout()).toMillis(),
            TimeUnit.MILLISECONDS)
        .compose(made -> made.send(Request.cmd(Command.PING)).map(made))
        .timeout(
            settings.connectTimeout().plus(settings.commandTimeout()).toMillis(),
            TimeUnit.MILLISECONDS)
        .onComplete(
            result ->
                context.runOnContext(
                    ignored -> {
                      if (attempt != generation) {
                        redis.close();
                      } else if (result.succeeded()) {
                        connected(attempt, result.result());
                      } else {
                        lost(attempt, result.cause());
                      }
                    }));
  }

  private void connected(int attempt, RedisConnection made) {
    made.exceptionHandler(cause -> context.runOnContext(ignored -> lost(attempt, cause)));
    made.endHandler(
        ended ->
            context.runOnContext(
                ignored -> lost(attempt, new IOException("the connection was closed"))));
    if (state == State.DOWN) {
      LOG.info("redis reachable again");
    }
    connection = made;
    state = State.UP;
    signals.redisReachable(true);
    List<Pending> ready = List.copyOf(waiting);
    waiting.clear();
    ready.forEach(this::transmit);
    upListeners.forEach(Runnable::run);
  }

  /** The connection of that generation is no good; the first to say so ends it. */
  private void lost(int ofGeneration, Throwable cause) {
    if (ofGeneration != generation || state == State.CLOSED) {
      return;
    }
    generation++;
    if (state != State.DOWN) {
      LOG.warnf("redis not reachable: %s", cause.getMessage());
      signals.redisReachable(false);
    }
    state = State.DOWN;
    connection = null;
    closeClient();
    int waitingSince = generation;
    context.setTimer(
        retryMillis,
        id -> {
          if (waitingSince == generation) {
            connect();
          }
        });
    retryMillis = Math.min(LAST_RETRY_MILLIS, retryMillis * 2);
    failAll("Redis: " + cause.getMessage());
  }

  private void failAll(String why) {
    List<Pending> sent = inFlight.removeAll();
    List<Pending> unsent = List.copyOf(waiting);
    waiting.clear();
    sent.forEach(pending -> pending.fail(new StoreUnavailable(why, true)));
    unsent.forEach(pending -> pending.fail(new StoreUnavailable(why, false)));
  }

  private void closeClient() {
    Redis closing = client;
    client = null;
    if (closing != null) {
      closing.close();
    }
  }
}
