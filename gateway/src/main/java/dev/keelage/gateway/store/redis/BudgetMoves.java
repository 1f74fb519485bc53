package dev.keelage.gateway.store.redis;

import dev.keelage.gateway.store.redis.link.BackgroundLink;
import dev.keelage.gateway.store.redis.script.Script;
import dev.keelage.snapshot.counter.BudgetHistory;
import dev.keelage.snapshot.counter.CounterNames;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Has a budget's history follow it where its counters move: a selection that starts or stops to
 * span tenants is counted under another hash tag, which no script can read together with the one
 * before. Every gateway does it, again and again until what was in flight has ended; doing it once
 * more changes nothing.
 *
 * <p>Where everyone has a budget for himself, nobody lists who that is: their histories are looked
 * for among all names of the node that has them, anew each time.
 */
final class BudgetMoves {
  private static final long LOOK_MILLIS = 200;
  private static final int MOST_AT_ONCE = 200;

  /** A script, because of a cluster's nodes the one is meant where a key's tag lives. */
  private static final String SCAN =
      "return redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', 1000)";

  private static final String START = "0";
  private static final String EACH = CounterNames.ofEach("");

  /** When what is counted elsewhere is looked at: calls end late, and gateways learn late. */
  private static final List<Duration> ROUNDS =
      List.of(
          Duration.ZERO,
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(20),
          Duration.ofSeconds(90),
          Duration.ofMinutes(5),
          Duration.ofMinutes(20));

  private final BackgroundLink link;
  private final Map<String, String> tags = new ConcurrentHashMap<>();
  private final Map<String, Move> moves = new ConcurrentHashMap<>();
  private @Nullable Vertx vertx;
  private long timer = -1;

  private static final class Move {
    /** Its id, or what its members' policies begin with. */
    final String budget;

    final String tag;
    @Nullable List<String> elsewhere;
    int round;
    long dueNanos = System.nanoTime();
    boolean working;

    Move(String budget, String tag) {
      this.budget = budget;
      this.tag = tag;
    }

    boolean isOfEach() {
      return budget.endsWith(EACH);
    }

    String id() {
      return isOfEach() ? budget.substring(0, budget.length() - EACH.length()) : budget;
    }
  }

  BudgetMoves(BackgroundLink link) {
    this.link = link;
  }

  void start(Vertx on) {
    vertx = on;
    timer = on.setPeriodic(LOOK_MILLIS, id -> look());
  }

  void stop() {
    if (vertx != null) {
      vertx.cancelTimer(timer);
    }
  }

  /**
   * @param current the tag under which each budget is counted from now on, by its id or, where
   *     everyone has it for himself, by {@link CounterNames#ofEach}
   */
  void counted(Map<String, String> current) {
    current.forEach(
        (budget, tag) -> {
          if (!tag.equals(tags.put(budget, tag))) {
            moves.put(budget, new Move(budget, tag));
          }
        });
    tags.keySet().retainAll(current.keySet());
  }

  private void look() {
    long now = System.nanoTime();
    int started = 0;
    for (Move move : moves.values()) {
      if (!move.working && now - move.dueNanos >= 0 && started++ < MOST_AT_ONCE) {
        move.working = true;
        work(move).onComplete(done -> worked(move, done.succeeded()));
      }
    }
  }

  private Future<?> work(Move move) {
    List<String> elsewhere = move.elsewhere;
    return elsewhere == null
        ? findOut(move)
        : Future.join(
            elsewhere.stream()
                .map(
                    from ->
                        move.isOfEach()
                            ? carryEach(move, from)
                            : carry(move.budget, move.tag, from))
                .toList());
  }

  private void worked(Move move, boolean well) {
    move.working = false;
    if (!well) {
      return;
    }
    List<String> elsewhere = move.elsewhere;
    if (elsewhere == null || elsewhere.isEmpty() || move.round == ROUNDS.size()) {
      moves.remove(move.budget, move);
      return;
    }
    move.dueNanos = System.nanoTime() + ROUNDS.get(move.round).toNanos();
    move.round++;
  }

  /** Where the budget was counted before; also says where it is now. */
  private Future<Response> findOut(Move move) {
    String homes = CounterNames.homes(move.id());
    return link.send(Request.cmd(Command.HSET).arg(homes).arg(move.tag).arg("1"))
        .compose(set -> link.send(Request.cmd(Command.HKEYS).arg(homes)))
        .onSuccess(
            found -> {
              List<String> elsewhere = new ArrayList<>();
              found.forEach(
                  tag -> {
                    if (!tag.toString().equals(move.tag)) {
                      elsewhere.add(tag.toString());
                    }
                  });
              move.elsewhere = elsewhere;
            });
  }

  /** Fails where something could not be carried, and is done anew then. */
  private Future<Void> carryEach(Move move, String from) {
    Promise<Void> done = Promise.promise();
    carryEach(move, from, START, done);
    return done.future();
  }

  /** A page of names after the other; the last one says that the first one comes next. */
  private void carryEach(Move move, String from, String cursor, Promise<Void> done) {
    int prefix = CounterNames.history(from, "").length();
    link.send(
            Request.cmd(Command.EVAL)
                .arg(SCAN)
                .arg(1)
                .arg(from)
                .arg(cursor)
                .arg(CounterNames.history(from, move.budget) + "*"))
        .compose(
            page -> {
              List<Future<Response>> carried = new ArrayList<>();
              page.get(1)
                  .forEach(
                      name ->
                          carried.add(carry(name.toString().substring(prefix), move.tag, from)));
              return Future.join(carried).map(page.get(0).toString());
            })
        .onFailure(done::fail)
        .onSuccess(
            next -> {
              if (next.equals(START)) {
                done.complete();
              } else {
                carryEach(move, from, next, done);
              }
            });
  }

  private Future<Response> carry(String policy, String to, String from) {
    return link.send(Request.cmd(Command.HGETALL).arg(CounterNames.history(from, policy)))
        .compose(
            fields -> {
              List<String> arguments = new ArrayList<>();
              arguments.add(from);
              own(fields)
                  .forEach(
                      (field, amount) -> {
                        arguments.add(field);
                        arguments.add(Long.toString(amount));
                      });
              return link.run(Script.CARRY, List.of(CounterNames.history(to, policy)), arguments);
            });
  }

  /** Without what was brought there from elsewhere: that is read where it was counted. */
  private static Map<String, Long> own(Response fields) {
    Map<String, Long> own = new HashMap<>();
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      String field = fields.get(i).toString();
      if (!field.equals(BudgetHistory.SHAPE)) {
        int brought = field.indexOf('@');
        long amount = Long.parseLong(fields.get(i + 1).toString());
        own.merge(
            brought < 0 ? field : field.substring(0, brought),
            brought < 0 ? amount : -amount,
            Long::sum);
      }
    }
    return own;
  }
}
