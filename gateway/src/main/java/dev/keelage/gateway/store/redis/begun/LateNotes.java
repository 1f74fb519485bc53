package dev.keelage.gateway.store.redis.begun;

import dev.keelage.gateway.store.redis.link.RedisLink;
import dev.keelage.snapshot.counter.CounterNames;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Predicate;

/**
 * Notes whose answers were lost with a connection. What a network still carries may reach Redis
 * after the call was booked on the next connection, and would be taken for a call that runs: it is
 * taken back, again and again for as long as it can come. Belongs to one event loop.
 */
final class LateNotes {
  /** Systems give up to send what nobody acknowledges after about a quarter of an hour. */
  private static final long LATEST_NANOS = Duration.ofMinutes(20).toNanos();

  private final RedisLink link;
  private final String decider;
  private final ArrayDeque<Late> late = new ArrayDeque<>();

  private record Late(String tag, List<String> callIds, long untilNanos) {
    Late {
      callIds = List.copyOf(callIds);
    }
  }

  LateNotes(RedisLink link, String decider) {
    this.link = link;
    this.decider = decider;
  }

  /** Nobody knows whether, and when, Redis gets to know that these calls began. */
  void add(String tag, List<String> callIds) {
    if (!callIds.isEmpty()) {
      late.add(new Late(tag, callIds, System.nanoTime() + LATEST_NANOS));
    }
  }

  /**
   * @param runs whether a call has not ended yet
   */
  void takeBack(Predicate<String> runs) {
    long now = System.nanoTime();
    while (!late.isEmpty() && now - late.peek().untilNanos() > 0) {
      late.poll();
    }
    for (Late notes : late) {
      List<String> ended = notes.callIds().stream().filter(runs.negate()).toList();
      if (!ended.isEmpty()) {
        Request request = Request.cmd(Command.HDEL).arg(CounterNames.begun(notes.tag(), decider));
        ended.forEach(request::arg);
        link.send(request);
      }
    }
  }
}
