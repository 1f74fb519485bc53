package dev.keelage.gateway.store.redis.reserve;

import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.store.redis.claim.TagClaims;
import dev.keelage.gateway.store.redis.link.BackgroundLink;
import dev.keelage.gateway.store.redis.script.Script;
import dev.keelage.snapshot.ModelEntry;
import dev.keelage.snapshot.counter.CounterNames;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The reservations of calls that run here. Those that last are extended, so that only a gateway's
 * death lets one expire; and not for longer than the call may last by its model's own time-outs, so
 * that a call that got lost on the way does not hold its reservation for ever.
 */
public final class LiveReservations {
  private static final int MAX_BATCH = 200;

  private final BackgroundLink link;
  private final long ttlMillis;
  private final Map<String, Held> held = new ConcurrentHashMap<>();
  private @Nullable Vertx vertx;
  private long timer = -1;

  /**
   * @param parts what is held, by tag
   */
  private record Held(List<TagClaims> parts, long sinceNanos, long untilNanos) {
    Held {
      parts = List.copyOf(parts);
    }

    Held with(TagClaims more) {
      List<TagClaims> all = new ArrayList<>(parts);
      all.add(more);
      return new Held(all, sinceNanos, untilNanos);
    }

    /** The reaper's ZSET, then the concurrency counters. */
    List<String> keys(String tag) {
      List<String> keys = new ArrayList<>();
      for (TagClaims part : parts) {
        if (part.tag().equals(tag)) {
          keys.add(CounterNames.reservations(tag));
          part.claims().stream()
              .filter(claim -> claim.kind() == 'C')
              .forEach(claim -> keys.add(claim.key()));
        }
      }
      return keys;
    }
  }

  /**
   * @param ttl of a reservation without a sign of life
   */
  public LiveReservations(BackgroundLink link, Duration ttl) {
    this.link = link;
    this.ttlMillis = ttl.toMillis();
  }

  public void start(Vertx on) {
    vertx = on;
    timer = on.setPeriodic(Math.max(1, ttlMillis / 4), id -> extend());
  }

  public void stop() {
    if (vertx != null) {
      vertx.cancelTimer(timer);
    }
  }

  void add(CallFacts facts, TagClaims part) {
    if (part.home()) {
      // The first, and mostly the only one.
      long now = System.nanoTime();
      held.put(facts.callId(), new Held(List.of(part), now, now + longest(facts).toNanos()));
    } else {
      held.computeIfPresent(facts.callId(), (id, known) -> known.with(part));
    }
  }

  /** Under an id of its own; an attempt's parts are all elsewhere. */
  void addAttempt(String id, CallFacts facts, TagClaims part) {
    long now = System.nanoTime();
    held.merge(
        id,
        new Held(List.of(part), now, now + longest(facts).toNanos()),
        (known, more) -> known.with(part));
  }

  /** What was held for the call, by tag; empty if nothing is known of it. */
  public List<TagClaims> remove(String callId) {
    Held known = held.remove(callId);
    return known == null ? List.of() : known.parts();
  }

  private Duration longest(CallFacts facts) {
    ModelEntry model = facts.model().entry();
    return Duration.ofMillis(model.timeouts().totalMillis())
        .multipliedBy(Math.max(1, model.maxAttempts()))
        .plusMillis(ttlMillis);
  }

  private void extend() {
    long now = System.nanoTime();
    Map<String, List<String>> idsByTag = new HashMap<>();
    Iterator<Map.Entry<String, Held>> all = held.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<String, Held> entry = all.next();
      Held call = entry.getValue();
      if (now - call.untilNanos() > 0) {
        all.remove();
      } else if (now - call.sinceNanos() > Duration.ofMillis(ttlMillis / 4).toNanos()) {
        call.parts().forEach(part -> add(idsByTag, part.tag(), entry.getKey()));
      }
    }
    idsByTag.forEach(this::extend);
  }

  private static void add(Map<String, List<String>> idsByTag, String tag, String id) {
    idsByTag.computeIfAbsent(tag, t -> new ArrayList<>()).add(id);
  }

  private void extend(String tag, List<String> ids) {
    for (int from = 0; from < ids.size(); from += MAX_BATCH) {
      List<String> keys = new ArrayList<>();
      List<String> arguments = new ArrayList<>();
      arguments.add(Long.toString(ttlMillis));
      for (String id : ids.subList(from, Math.min(ids.size(), from + MAX_BATCH))) {
        Held call = held.get(id);
        if (call != null) {
          List<String> ofTag = call.keys(tag);
          keys.addAll(ofTag);
          arguments.add(id);
          arguments.add(Integer.toString(ofTag.size() - 1));
        }
      }
      // Should Redis be away now: the next round comes well before the reservations expire, and if
      // not, settling works without them.
      link.run(Script.EXTEND, keys, arguments);
    }
  }
}
