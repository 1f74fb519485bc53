package dev.keelage.operator.usage;

import dev.keelage.snapshot.counter.BudgetHistory;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads in few round trips: counters of one hash tag come with one command. Callers wait; it is
 * used from the operator's own threads.
 */
final class RedisCounterStore implements CounterStore {
  private static final Duration ANSWER = Duration.ofSeconds(3);
  private static final int NAMES_PER_COMMAND = 500;
  private static final int NAMES_PER_SCAN = 1000;

  /** A script, because of a cluster's nodes the one is meant where a key's tag lives. */
  private static final String SCAN =
      "return redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', ARGV[3])";

  private final RedisQuestions redis;

  RedisCounterStore(Vertx vertx, RedisAddress address) {
    redis = new RedisQuestions(vertx, address, ANSWER);
  }

  @Override
  public Map<String, Long> counters(Collection<String> names) throws CountersAway {
    List<List<String>> groups = new ArrayList<>();
    names.stream()
        .collect(Collectors.groupingBy(RedisCounterStore::tag))
        .values()
        .forEach(
            ofTag -> {
              for (int from = 0; from < ofTag.size(); from += NAMES_PER_COMMAND) {
                groups.add(ofTag.subList(from, Math.min(ofTag.size(), from + NAMES_PER_COMMAND)));
              }
            });
    Map<String, Long> values = new HashMap<>();
    List<Response> answers = redis.ask(groups.stream().map(RedisCounterStore::get).toList());
    for (int i = 0; i < groups.size(); i++) {
      for (int j = 0; j < groups.get(i).size(); j++) {
        Response value = answers.get(i).get(j);
        if (value != null) {
          values.put(groups.get(i).get(j), value.toLong());
        }
      }
    }
    return values;
  }

  @Override
  public Map<String, Held> budgets(Collection<String> names) throws CountersAway {
    List<String> ordered = List.copyOf(names);
    List<Response> answers =
        redis.ask(
            ordered.stream()
                .map(name -> Request.cmd(Command.HMGET).arg(name).arg("spent").arg("reserved"))
                .toList());
    Map<String, Held> values = new HashMap<>();
    for (int i = 0; i < ordered.size(); i++) {
      Response answer = answers.get(i);
      values.put(ordered.get(i), new Held(number(answer.get(0)), number(answer.get(1))));
    }
    return values;
  }

  @Override
  public Map<String, Integer> shapes(Collection<String> histories) throws CountersAway {
    List<String> ordered = List.copyOf(histories);
    List<Response> answers =
        redis.ask(
            ordered.stream()
                .map(name -> Request.cmd(Command.HMGET).arg(name).arg(BudgetHistory.SHAPE).arg("b"))
                .toList());
    Map<String, Integer> values = new HashMap<>();
    for (int i = 0; i < ordered.size(); i++) {
      @Nullable Response shape = answers.get(i).get(0);
      if (shape != null && !shape.toString().isEmpty()) {
        values.put(ordered.get(i), shape.toInteger());
      } else if (shape != null || answers.get(i).get(1) != null) {
        values.put(ordered.get(i), 0);
      }
    }
    return values;
  }

  @Override
  public Map<String, Map<String, Long>> histories(Collection<String> names) throws CountersAway {
    List<String> ordered = List.copyOf(names);
    List<Response> answers =
        redis.ask(ordered.stream().map(name -> Request.cmd(Command.HGETALL).arg(name)).toList());
    Map<String, Map<String, Long>> values = new HashMap<>();
    for (int i = 0; i < ordered.size(); i++) {
      Map<String, Long> fields = new HashMap<>();
      Response answer = answers.get(i);
      for (int at = 0; at + 1 < answer.size(); at += 2) {
        if (!answer.get(at).toString().equals(BudgetHistory.SHAPE)) {
          fields.put(answer.get(at).toString(), answer.get(at + 1).toLong());
        }
      }
      values.put(ordered.get(i), fields);
    }
    return values;
  }

  @Override
  public Page names(String tag, String pattern, String cursor) throws CountersAway {
    Response answer =
        redis
            .ask(
                List.of(
                    Request.cmd(Command.EVAL)
                        .arg(SCAN)
                        .arg(1)
                        .arg(tag)
                        .arg(cursor)
                        .arg(pattern)
                        .arg(NAMES_PER_SCAN)))
            .getFirst();
    List<String> names = new ArrayList<>();
    answer.get(1).forEach(name -> names.add(name.toString()));
    return new Page(names, answer.get(0).toString());
  }

  private static Request get(List<String> names) {
    Request request = Request.cmd(Command.MGET);
    names.forEach(request::arg);
    return request;
  }

  private static long number(Response value) {
    return value == null ? 0 : value.toLong();
  }

  /** The part in braces decides where a counter lives; one command stays in one place. */
  private static String tag(String name) {
    return name.substring(0, name.indexOf('}') + 1);
  }

  @Override
  public void close() {
    redis.close();
  }
}
