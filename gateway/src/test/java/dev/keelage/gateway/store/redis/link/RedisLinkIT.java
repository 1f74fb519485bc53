package dev.keelage.gateway.store.redis.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.store.PatientRedis;
import dev.keelage.snapshot.StoreUrl;
import dev.keelage.testkit.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
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

  @Test
  void signsInWhateverCharactersAUserAndAPasswordHave() throws Exception {
    String user = "keel@ge";
    String password = "p@ss:w/o?r#d%+ &d";
    redis.call("ACL", "SETUSER", user, "on", ">" + password, "~*", "&*", "+@all");
    String url =
        "redis://%s:%s@127.0.0.1:%d".formatted(escaped(user), escaped(password), redis.port());
    RedisSettings signedIn =
        PatientRedis.with(
            RedisSettings.single(StoreUrl.redis(List.of(url)).getFirst(), "gateway-1"),
            Duration.ofSeconds(2));
    RedisLink own = new RedisLink(vertx, context, signedIn, StoreSignals.NONE);

    own.start();

    assertThat(get(own.send(Request.cmd(Command.ACL).arg("WHOAMI")))).hasToString(user);
  }

  /** As the reference of the setting says. */
  private static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
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
