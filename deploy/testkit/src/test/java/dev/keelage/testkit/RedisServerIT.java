package dev.keelage.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RedisServerIT {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  @Test
  void keepsItsDataAndPortOverStopAndSigkill() {
    try (var redis = RedisServer.start()) {
      redis.call("XADD", "{kl01}:ledger", "*", "cost", "25");
      redis.stop();
      assertThatThrownBy(() -> redis.call("PING")).isInstanceOf(UncheckedIOException.class);

      redis.restart();
      redis.call("INCRBY", "spent", "25");
      redis.kill();
      redis.restart();

      assertThat(redis.call("XLEN", "{kl01}:ledger")).isEqualTo(1L);
      assertThat(redis.call("GET", "spent")).isEqualTo("25");
      assertThat(redis.call("MGET", "spent", "missing")).isEqualTo(Arrays.asList("25", null));
    }
  }

  @Test
  void answersNothingWhilePaused() throws Exception {
    try (var redis = RedisServer.start();
        var connection = redis.connect()) {
      redis.pause();
      var answer = CompletableFuture.supplyAsync(() -> connection.call("ECHO", "größe"));
      assertThat(answer.completeOnTimeout("silence", 300, TimeUnit.MILLISECONDS).get())
          .isEqualTo("silence");

      redis.resume();
      assertThat(redis.call("EVAL", "return ARGV[1] * 2", "0", "21")).isEqualTo(42L);
    }
  }

  @Test
  void leavesNoProcessBehindWhenItsJvmIsKilled() throws Exception {
    // Given a JVM that started Redis and tells its port
    var jvm =
        new ProcessBuilder(
                JAVA, "-cp", System.getProperty("java.class.path"), RedisOwner.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int port = Integer.parseInt(jvm.inputReader().readLine());
    assertThat(FreePort.isFree(port)).isFalse();

    // When it has no chance to clean up
    jvm.destroyForcibly();

    // Then Redis ends all the same
    Eventually.holds(
        Duration.ofSeconds(60), () -> FreePort.isFree(port), () -> "Redis still listens");
  }

  /** Starts Redis and waits to be killed. */
  static final class RedisOwner {
    private RedisOwner() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws InterruptedException {
      System.out.println(RedisServer.start().port());
      Thread.sleep(Duration.ofMinutes(1));
    }
  }
}
