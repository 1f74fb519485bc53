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
 * may wait.
 */
public final class RedisQuestions implements AutoCloseable {
  private static final int AT_ONCE = 1000;

  private final Redis redis;
  private final Duration patience;

  /**
   * @param patience with each thousand of questions
   */
  public RedisQuestions(Vertx vertx, RedisAddress address, Duration patience) {
    this.redis = address.client(vertx);
    this.patience = patience;
  }

  /**
   * The answers, in the order of the questions; null where Redis has nothing to say.
   *
   * @throws CountersAway there is none, or one is an error
   */
  public List<Response> ask(List<Request> questions) throws CountersAway {
    List<Response> answers = new ArrayList<>();
    for (int from = 0; from < questions.size(); from += AT_ONCE) {
      List<Future<@Nullable Response>> sent = new ArrayList<>();
      questions
          .subList(from, Math.min(questions.size(), from + AT_ONCE))
          .forEach(question -> sent.add(redis.send(question)));
      answers.addAll(wait(Future.all(sent).map(all -> all.<Response>list())));
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

  private <T> T wait(Future<T> future) throws CountersAway {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CountersAway("interrupted");
    } catch (TimeoutException e) {
      throw new CountersAway("no answer in " + patience.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw new CountersAway(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    redis.close();
  }
}
