package dev.keelage.gateway.store.redis;

import dev.keelage.snapshot.CounterNames;
import io.vertx.core.impl.ContextInternal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Tells Redis of calls that were decided here and last: from then on they are reservations like all
 * others, and found by another gateway should this one die and its journal with it. Most calls of a
 * busy benchmark, and few of a real model, are over before. Belongs to one event loop.
 */
final class WriteBehind {
  /** A call is told of after this time, and before twice as long. */
  private static final long PATIENCE_MILLIS = 25;

  /** In one script run. */
  private static final int MOST_CALLS = 100;

  private final RedisLink link;
  private final ContextInternal context;
  private final String lifeMillis;
  private final UnaryOperator<String> group;
  private final Consumer<LocalCall> told;
  private Map<String, LocalCall> young = new LinkedHashMap<>();
  private Map<String, LocalCall> old = new LinkedHashMap<>();
  private boolean waiting;
  private boolean closed;

  /**
   * @param group of a tag: one script run covers all tags of a group
   * @param told of each call before Redis is
   */
  WriteBehind(
      RedisLink link,
      ContextInternal context,
      RedisSettings settings,
      UnaryOperator<String> group,
      Consumer<LocalCall> told) {
    this.link = link;
    this.context = context;
    this.lifeMillis = Long.toString(settings.reservationTtl().toMillis());
    this.group = group;
    this.told = told;
    link.onUp(this::look);
  }

  void add(LocalCall call) {
    young.put(call.callId(), call);
    look();
  }

  /** Whether Redis does not know of the call, and will not hear of it. */
  boolean remove(LocalCall call) {
    return young.remove(call.callId()) != null || old.remove(call.callId()) != null;
  }

  void close() {
    closed = true;
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
    Map<String, List<LocalCall>> due = new HashMap<>();
    for (LocalCall call : old.values()) {
      due.computeIfAbsent(group.apply(call.held().tag()), g -> new ArrayList<>()).add(call);
    }
    old = young;
    young = new LinkedHashMap<>();
    for (List<LocalCall> calls : due.values()) {
      for (int from = 0; from < calls.size(); from += MOST_CALLS) {
        tell(calls.subList(from, Math.min(calls.size(), from + MOST_CALLS)));
      }
    }
  }

  /**
   * Not repeated if it fails: the end of the call is booked whether Redis knows of it or not, and
   * the journal has it.
   */
  private void tell(Collection<LocalCall> calls) {
    SharedKeys counters = new SharedKeys();
    SharedKeys reapers = new SharedKeys();
    SharedKeys loans = new SharedKeys();
    List<String> reservations = new ArrayList<>();
    List<String> about = new ArrayList<>();
    for (LocalCall call : calls) {
      told.accept(call);
      String tag = call.held().tag();
      reservations.add(CounterNames.reservation(tag, call.callId()));
      about.add(call.callId());
      about.add(call.record());
      about.add(claims(call, counters));
      about.add(Integer.toString(reapers.key(CounterNames.reservations(tag))));
      about.add(Integer.toString(loans.key(CounterNames.onLoan(tag))));
    }
    List<String> keys = new ArrayList<>(counters.keys());
    keys.addAll(reapers.keys());
    keys.addAll(loans.keys());
    keys.addAll(reservations);
    List<String> arguments = new ArrayList<>();
    arguments.add(lifeMillis);
    arguments.add(counters.counters());
    arguments.add(Integer.toString(reapers.keys().size()));
    arguments.add(Integer.toString(loans.keys().size()));
    arguments.addAll(about);
    link.run(Script.ADOPT, keys, arguments);
  }

  private static String claims(LocalCall call, SharedKeys counters) {
    List<String> accounts = call.accounts();
    StringBuilder claims = new StringBuilder(64 * accounts.size());
    for (int i = 0; i < accounts.size(); i++) {
      HeldClaim claim = call.held().claims().get(i);
      claims
          .append(counters.counter(claim.key(), claim.kind(), claim.expiry()))
          .append(',')
          .append(claim.amount())
          .append(',')
          .append(accounts.get(i))
          .append(';');
    }
    return claims.toString();
  }
}
