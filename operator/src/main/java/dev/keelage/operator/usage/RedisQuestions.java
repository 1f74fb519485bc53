package dev.keelage.operator.usage;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks Redis, many things at once, and waits for the answers. For the operator's own threads, which
 * may wait. Who does not answer is not asked again over the same connection: a node that was lost
 * does not close it, and may have been replaced long ago.
 */
public final class RedisQuestions implements AutoCloseable {
  private static final int AT_ONCE = 1000;

  private final Vertx vertx;
  private final RedisAddress address;
  private final Duration patience;
  private Redis redis;
  private int clients;
  private boolean closed;

  /**
   * @param patience with each thousand of questions
   */
  public RedisQuestions(Vertx vertx, RedisAddress address, Duration patience) {
    this.vertx = vertx;
    this.address = address;
    this.patience = patience;
    this.redis = address.client(vertx, clients);
  }

  /**
   * The answers, in the order of the questions; null where Redis has nothing to say.
   *
   * @throws CountersAway there is none, or one is an error
   */
  public List<Response> ask(List<Request> questions) throws CountersAway {
    Redis asked = client();
    List<Response> answers = new ArrayList<>();
    for (int from = 0; from < questions.size(); from += AT_ONCE) {
      List<Future<@Nullable Response>> sent = new ArrayList<>();
      questions
          .subList(from, Math.min(questions.size(), from + AT_ONCE))
          .forEach(question -> sent.add(asked.send(question)));
      answers.addAll(wait(asked, Future.all(sent).map(all -> all.<Response>list())));
    }
    return answers;
  }

  /**
   * The same of one.
   *
   * @throws CountersAway there is none, or it is an error
   */
  public @Nullable Response ask(Request question) throws CountersAway {
    return ask(List.of(question)).getFirst();
  }

  private <T> T wait(Redis asked, Future<T> future) throws CountersAway {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CountersAway("interrupted");
    } catch (TimeoutException e) {
      leave(asked);
      throw new CountersAway("no answer in " + patience.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw new CountersAway(String.valueOf(e.getMessage()));
    }
  }

  private synchronized Redis client() {
    return redis;
  }

  /** The next question goes over a new connection, and to another of the addresses first. */
  private synchronized void leave(Redis silent) {
    if (silent == redis && !closed) {
      redis = address.client(vertx, ++clients);
      silent.close();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    redis.close();
  }
}
