package dev.keelage.gateway.store.redis.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.store.PatientRedis;
import dev.keelage.testkit.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisLinkIT {
  private final RedisServer redis = RedisServer.start();
  private final Vertx vertx = Vertx.vertx();
  private final ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
  private final RedisSettings settings =
      PatientRedis.with(PatientRedis.single(redis, "gateway-1"), Duration.ofSeconds(2));
  private final RedisLink link = link();
  private final RedisLink other = link();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    redis.close();
  }

  @Test
  void aStalledEventLoopIsNotTakenForALateRedis() throws Exception {
    link.start();
    other.start();
    get(pingBehindBytesOfOthers(0));

    // The answer lies in the socket when the loop comes to look; and the time-out is due as well.
    Response answer = get(pingBehindBytesOfOthers(settings.commandTimeout().toMillis() * 3 / 2));

    assertThat(answer).hasToString("PONG");
  }

  /** Sends a command, and keeps the loop busy for so long with what came from somebody else. */
  private Future<Response> pingBehindBytesOfOthers(long busyMillis) {
    Promise<Response> answer = Promise.promise();
    context.runOnContext(
        now ->
            other
                .send(Request.cmd(Command.PING))
                .onComplete(
                    bytes -> {
                      link.send(Request.cmd(Command.PING)).onComplete(answer);
                      stall(busyMillis);
                    }));
    return answer.future();
  }

  private static void stall(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private RedisLink link() {
    return new RedisLink(vertx, context, settings, StoreSignals.NONE);
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
