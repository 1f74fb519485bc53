package dev.keelage.gateway.store.redis.begun;

import dev.keelage.gateway.socket.Foremost;
import dev.keelage.gateway.stage.admit.StoreUnavailable;
import dev.keelage.gateway.store.Utf8;
import dev.keelage.gateway.store.redis.link.RedisLink;
import dev.keelage.gateway.store.redis.link.RedisRefused;
import dev.keelage.gateway.store.redis.link.RedisSettings;
import dev.keelage.gateway.store.redis.script.Script;
import dev.keelage.snapshot.counter.CounterNames;
import io.vertx.core.impl.ContextInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Notes in Redis which calls were decided here and run: should this gateway die, and its journal
 * with it, another one books them. One that holds something of a loan is noted before its request
 * leaves for a vendor, without waiting for an answer; one that nothing limits only once it lasts.
 * The notes of a gateway that shows no sign of life for as long as a reservation lives are those of
 * a dead one. Belongs to one event loop.
 */
public final class BegunNotes {
  private static final Logger LOG = Logger.getLogger(BegunNotes.class);

  /** A call that nothing limits is noted after this time, and before twice as long. */
  private static final long PATIENCE_MILLIS = 25;

  /** In one script run. */
  private static final int MOST_CALLS = 100;

  private final RedisLink link;
  private final ContextInternal context;
  private final String decider;
  private final String lifeMillis;
  private final long backedNanos;
  private final long renewing;

  /** By hash tag, until when Redis is sure to take this gateway for alive. */
  private final Map<String, Long> backedUntilNanos = new HashMap<>();

  /** Calls that Redis knows of, or will once it is there again. */
  private final Map<String, LocalCall> noted = new HashMap<>();

  /** What is to be noted before this turn's requests leave, by hash tag. */
  private final Map<String, Telling> now = new HashMap<>();

  private final LateNotes late;

  private Map<String, LocalCall> young = new LinkedHashMap<>();
  private Map<String, LocalCall> old = new LinkedHashMap<>();
  private boolean waiting;
  private boolean closed;

  private record Telling(Request request, List<String> callIds) {}

  /**
   * @param decider under which name: unique among all event loops of all lives of all gateways
   */
  public BegunNotes(
      RedisLink link, ContextInternal context, RedisSettings settings, String decider) {
    this.link = link;
    this.context = context;
    this.decider = decider;
    this.late = new LateNotes(link, decider);
    long life = settings.reservationTtl().toMillis();
    this.lifeMillis = Long.toString(life);
    this.backedNanos = Duration.ofMillis(life * 3 / 4).toNanos();
    this.renewing = context.setPeriodic(Math.max(1, life / 4), id -> renew());
    link.onUp(this::tellAgain);
  }

  public String decider() {
    return decider;
  }

  /** Whether others would find, now, what is noted of calls of that tenant. */
  public boolean ready(String tag, long nanos) {
    if (!link.up()) {
      return false;
    }
    Long until = backedUntilNanos.get(tag);
    if (until == null) {
      tell(tag, List.of());
      return false;
    }
    return nanos - until < 0;
  }

  /**
   * Takes on a call that holds something of a loan, before it is made.
   *
   * @param note what there is to know of it
   */
  public void add(LocalCall call, Utf8 note) {
    noted.put(call.callId(), call);
    if (link.up()) {
      if (now.isEmpty()) {
        Foremost.soon(context.nettyEventLoop(), this::tellNow);
      }
      Telling telling = now.computeIfAbsent(call.held().tag(), this::notes);
      telling.callIds().add(call.callId());
      telling.request().arg(call.callId()).arg(Arrays.copyOf(note.array(), note.length()));
    }
  }

  /** Takes on a call that nothing limits. */
  public void addUnlimited(LocalCall call) {
    young.put(call.callId(), call);
    look();
  }

  /** A call has ended: whether Redis may know of it. */
  public boolean remove(LocalCall call) {
    String id = call.callId();
    boolean untold = young.remove(id) != null || old.remove(id) != null;
    return !untold && noted.remove(id) != null;
  }

  public void close() {
    closed = true;
    context.owner().cancelTimer(renewing);
  }

  private Telling notes(String tag) {
    return new Telling(
        Request.cmd(Command.HSET).arg(CounterNames.begun(tag, decider)), new ArrayList<>());
  }

  private void tellNow() {
    // Should the connection be lost, all is told again on the next one.
    now.forEach(
        (tag, telling) ->
            link.send(telling.request())
                .onFailure(failure -> failed(tag, telling.callIds(), failure)));
    now.clear();
  }

  private void failed(String tag, List<String> callIds, Throwable failure) {
    if (failure instanceof RedisRefused) {
      // These calls are in the journal; the next ones are decided by Redis until it takes notes.
      backedUntilNanos.put(tag, System.nanoTime());
      LOG.errorf("redis refuses to note calls of %s: %s", tag, failure.getMessage());
    } else if (failure instanceof StoreUnavailable lost && lost.mayHold()) {
      late.add(tag, callIds);
    }
  }

  /** While Redis is away, they wait for it. */
  private void look() {
    if (!waiting && !closed && link.up() && !(young.isEmpty() && old.isEmpty())) {
      waiting = true;
      context.setTimer(
          PATIENCE_MILLIS,
          id -> {
            waiting = false;
            turn();
            look();
          });
    }
  }

  private void turn() {
    if (closed || !link.up()) {
      return;
    }
    tell(old.values());
    noted.putAll(old);
    old = young;
    young = new LinkedHashMap<>();
  }

  private void renew() {
    if (link.up()) {
      List.copyOf(backedUntilNanos.keySet()).forEach(tag -> tell(tag, List.of()));
      late.takeBack(noted::containsKey);
    }
  }

  private void tellAgain() {
    renew();
    tell(List.copyOf(noted.values()));
    look();
  }

  private void tell(Iterable<LocalCall> calls) {
    Map<String, List<LocalCall>> byTag = new HashMap<>();
    for (LocalCall call : calls) {
      byTag.computeIfAbsent(call.held().tag(), tag -> new ArrayList<>()).add(call);
    }
    byTag.forEach(
        (tag, of) -> {
          for (int from = 0; from < of.size(); from += MOST_CALLS) {
            tell(tag, of.subList(from, Math.min(of.size(), from + MOST_CALLS)));
          }
        });
  }

  /** Says that this gateway lives, and which calls run. */
  private void tell(String tag, List<LocalCall> calls) {
    backedUntilNanos.putIfAbsent(tag, System.nanoTime());
    List<String> keys = new ArrayList<>();
    keys.add(CounterNames.deciders(tag));
    keys.add(CounterNames.begun(tag, decider));
    List<String> arguments = new ArrayList<>();
    arguments.add(lifeMillis);
    arguments.add(decider);
    for (LocalCall call : calls) {
      keys.add(CounterNames.reservation(tag, call.callId()));
      arguments.add(call.callId());
      arguments.add(call.note().toString());
    }
    long sent = System.nanoTime();
    // It lasts a life from when Redis had it, which is later than it was sent.
    link.run(Script.NOTE, keys, arguments)
        .onSuccess(done -> backedUntilNanos.put(tag, sent + backedNanos))
        .onFailure(failure -> failed(tag, calls.stream().map(LocalCall::callId).toList(), failure));
  }
}
