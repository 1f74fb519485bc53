package dev.keelage.gateway.store.redis.settle;

import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.stage.admit.StoreSignals.Booked;
import dev.keelage.gateway.stage.admit.StoreUnavailable;
import dev.keelage.gateway.store.redis.claim.HeldClaim;
import dev.keelage.gateway.store.redis.claim.SharedKeys;
import dev.keelage.gateway.store.redis.claim.SpendingCounters;
import dev.keelage.gateway.store.redis.link.RedisLink;
import dev.keelage.gateway.store.redis.link.RedisRefused;
import dev.keelage.gateway.store.redis.link.RedisSettings;
import dev.keelage.gateway.store.redis.script.Script;
import dev.keelage.snapshot.counter.CounterNames;
import io.vertx.core.Future;
import io.vertx.core.impl.ContextInternal;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Calls that wait to be booked. They gather for a few milliseconds, go out together, and are
 * repeated until Redis has them: the script knows those it has seen.
 */
public final class SettleQueue {
  private static final Logger LOG = Logger.getLogger(SettleQueue.class);
  private static final int MAX_BATCH = 100;
  private static final long GATHER_MILLIS = 2;

  /** Kind of a counter of what was spent in a month. */
  private static final char MONTH = 'M';

  private final RedisLink link;
  private final ContextInternal context;
  private final StoreSignals signals;
  private final Consumer<SettleOrder> stored;
  private final String memorySeconds;
  private final ArrayDeque<SettleOrder> waiting = new ArrayDeque<>();
  private boolean inFlight;
  private boolean gathering;

  /** How many of the next orders go out alone, to find the one that Redis refuses. */
  private int alone;

  /**
   * @param stored told of every order that needs no more care
   */
  public SettleQueue(
      RedisLink link,
      ContextInternal context,
      RedisSettings settings,
      StoreSignals signals,
      Consumer<SettleOrder> stored) {
    this.link = link;
    this.context = context;
    this.signals = signals;
    this.stored = stored;
    this.memorySeconds = Long.toString(settings.bookedMemory().toSeconds());
    link.onUp(this::send);
  }

  public void add(SettleOrder order) {
    waiting.add(order);
    if (waiting.size() >= MAX_BATCH) {
      send();
    } else if (!gathering && !inFlight) {
      gathering = true;
      context.setTimer(
          GATHER_MILLIS,
          id -> {
            gathering = false;
            send();
          });
    }
  }

  private void send() {
    if (inFlight || waiting.isEmpty() || !link.up()) {
      return;
    }
    int limit = alone > 0 ? 1 : MAX_BATCH;
    List<SettleOrder> batch = new ArrayList<>(Math.min(limit, waiting.size()));
    SharedKeys counters = new SharedKeys();
    SharedKeys streams = new SharedKeys();
    SharedKeys reapers = new SharedKeys();
    SharedKeys loans = new SharedKeys();
    List<String> reservations = new ArrayList<>();
    List<String> calls = new ArrayList<>();
    while (!waiting.isEmpty() && batch.size() < limit) {
      SettleOrder order = waiting.poll();
      batch.add(order);
      reservations.add(CounterNames.reservation(order.tag(), order.callId()));
      calls.add(order.callId());
      calls.add(order.entry());
      calls.add(
          order.mode().letter
              + ','
              + order.reservedCost()
              + ','
              + order.cost()
              + ','
              + streams.key(CounterNames.ledger(order.tag()))
              + ','
              + reapers.key(CounterNames.reservations(order.tag()))
              + ','
              + (order.loans().isEmpty() ? 0 : loans.key(CounterNames.onLoan(order.tag())))
              + ','
              + order.decider());
      calls.add(claims(order, counters));
      calls.add(spending(order, counters));
    }
    List<String> keys = new ArrayList<>(counters.keys());
    keys.addAll(streams.keys());
    keys.addAll(reapers.keys());
    keys.addAll(loans.keys());
    keys.addAll(reservations);
    List<String> arguments = new ArrayList<>();
    arguments.add(memorySeconds);
    arguments.add(counters.counters());
    arguments.add(Integer.toString(streams.keys().size()));
    arguments.add(Integer.toString(reapers.keys().size()));
    arguments.add(Integer.toString(loans.keys().size()));
    arguments.addAll(calls);
    inFlight = true;
    link.run(Script.SETTLE, keys, arguments)
        .onComplete(
            result -> {
              if (result.succeeded()) {
                done(batch, result.result().toString());
              } else if (result.cause() instanceof RedisRefused refused) {
                refused(batch, refused);
              } else {
                again(batch);
              }
            });
  }

  private void again(List<SettleOrder> batch) {
    batch.reversed().forEach(waiting::addFirst);
    next();
  }

  private void next() {
    inFlight = false;
    send();
  }

  private static String claims(SettleOrder order, SharedKeys counters) {
    StringBuilder claims = new StringBuilder(32 * order.claims().size());
    for (int i = 0; i < order.claims().size(); i++) {
      HeldClaim claim = order.claims().get(i);
      claims
          .append(counters.counter(claim.key(), claim.kind(), claim.expiry()))
          .append(',')
          .append(claim.amount())
          .append(',')
          .append(order.actuals().get(i))
          .append(',')
          .append(order.loans().isEmpty() ? "" : order.loans().get(i))
          .append(';');
    }
    return claims.toString();
  }

  private static String spending(SettleOrder order, SharedKeys counters) {
    StringBuilder spending = new StringBuilder(4 * order.spending().size());
    for (String key : order.spending()) {
      spending.append(counters.counter(key, MONTH, SpendingCounters.KEPT_SECONDS)).append(';');
    }
    return spending.toString();
  }

  private void done(List<SettleOrder> batch, String letters) {
    alone = Math.max(0, alone - batch.size());
    Map<Booked, Integer> outcomes = new EnumMap<>(Booked.class);
    for (int i = 0; i < batch.size(); i++) {
      outcomes.merge(outcome(letters.charAt(i)), 1, Integer::sum);
      stored.accept(batch.get(i));
    }
    outcomes.forEach(signals::booked);
    String failures = letters.substring(batch.size());
    if (!failures.equals("0")) {
      LOG.errorf(
          "%s counters in Redis could not be changed while booking; the ledger is complete",
          failures);
    }
    next();
  }

  private static Booked outcome(char letter) {
    return switch (letter) {
      case 'S' -> Booked.SETTLED;
      case 'N' -> Booked.UNRESERVED;
      case 'O', 'P' -> Booked.ORPHANED;
      case 'C' -> Booked.CORRECTED;
      case 'X' -> Booked.RELEASED;
      case 'D' -> Booked.DUPLICATE;
      default -> Booked.SKIPPED;
    };
  }

  private void refused(List<SettleOrder> batch, RedisRefused refused) {
    if (batch.size() > 1) {
      alone = batch.size();
      again(batch);
      return;
    }
    SettleOrder order = batch.getFirst();
    LOG.errorf(
        "redis refuses to book call %s (%s); its entry is parked: %s",
        order.callId(), refused.getMessage(), order.entry());
    Future<Response> parked =
        order.entry().isEmpty()
            ? Future.succeededFuture()
            : link.send(
                ParkedLedger.add(order.tag(), order.entry(), String.valueOf(refused.getMessage())));
    parked.onComplete(
        result -> {
          if (result.cause() instanceof StoreUnavailable) {
            // Nothing is let go before it is somewhere.
            again(batch);
          } else {
            alone = Math.max(0, alone - 1);
            signals.ledgerParked(1);
            stored.accept(order);
            next();
          }
        });
  }
}
