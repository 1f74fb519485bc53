package dev.keelage.operator.rerate;

import dev.keelage.operator.usage.CountersAway;
import dev.keelage.operator.usage.RedisAddress;
import dev.keelage.operator.usage.RedisQuestions;
import dev.keelage.snapshot.counter.CounterNames;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The gateways' counters in Redis. Callers wait; for a command that is run by itself. */
public final class RedisCounters implements Counters, AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(10);

  /** Longer than anything is kept that could be moved twice. */
  private static final Duration REMEMBERED = Duration.ofDays(400);

  private static final String SCRIPT = script();

  private final RedisQuestions redis;

  public RedisCounters(Vertx vertx, RedisAddress address) {
    redis = new RedisQuestions(vertx, address, ANSWER);
  }

  @Override
  public void reach() throws CountersAway {
    redis.ask(
        Request.cmd(Command.EXISTS)
            .arg(CounterNames.reRated(CounterNames.tenantTags().getFirst(), "none")));
  }

  @Override
  public int move(String run, int number, CounterBatch batch) throws CountersAway {
    Request request =
        Request.cmd(Command.EVAL)
            .arg(SCRIPT)
            .arg(batch.keys().size() + 1)
            .arg(CounterNames.reRated(batch.tag(), run));
    batch.keys().forEach(request::arg);
    request.arg(number).arg(REMEMBERED.toSeconds());
    batch.moves().forEach(request::arg);
    Response answer = redis.ask(request);
    Integer failures = answer == null ? null : answer.toInteger();
    return failures == null ? 0 : Math.max(0, failures);
  }

  private static String script() {
    try (InputStream in = RedisCounters.class.getResourceAsStream("rerate.lua")) {
      if (in == null) {
        throw new IllegalStateException("rerate.lua is missing from the build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    redis.close();
  }
}
