package dev.keelage.gateway.store.redis.settle;

import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.stage.admit.StoreSignals.Booked;
import dev.keelage.gateway.stage.admit.StoreUnavailable;
import dev.keelage.gateway.store.redis.link.RedisLink;
import dev.keelage.gateway.store.redis.link.RedisRefused;
import dev.keelage.gateway.store.redis.link.RedisSettings;
import dev.keelage.gateway.store.redis.script.Script;
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
import org.jspecify.annotations.Nullable;

/**
 * Calls that wait to be booked. They gather for a few milliseconds, go out together, and are
 * repeated until Redis has them: the script knows those it has seen.
 */
public final class SettleQueue {
  private static final Logger LOG = Logger.getLogger(SettleQueue.class);
  private static final int MAX_BATCH = 100;
  private static final long GATHER_MILLIS = 2;

  /** What the script says to a run that it has seen. */
  private static final String DONE_BEFORE = "=";

  private final RedisLink link;
  private final ContextInternal context;
  private final StoreSignals signals;
  private final Consumer<SettleOrder> stored;
  private final String memorySeconds;
  private final String numberKey;
  private final ArrayDeque<SettleOrder> waiting = new ArrayDeque<>();
  private long number;
  private boolean inFlight;

  /** The run that Redis may have done or not: nothing else goes before it. */
  private @Nullable SettleRun unsure;

  private boolean gathering;

  /** How many of the next orders go out alone, to find the one that Redis refuses. */
  private int alone;

  /**
   * @param stored told of every order that needs no more care
   * @param numberKey where Redis keeps the number of the last run of this queue
   */
  public SettleQueue(
      RedisLink link,
      ContextInternal context,
      RedisSettings settings,
      StoreSignals signals,
      Consumer<SettleOrder> stored,
      String numberKey) {
    this.link = link;
    this.context = context;
    this.signals = signals;
    this.stored = stored;
    this.numberKey = numberKey;
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
    if (inFlight || !link.up() || (unsure == null && waiting.isEmpty())) {
      return;
    }
    SettleRun run = unsure == null ? nextRun() : unsure;
    unsure = null;
    inFlight = true;
    link.run(Script.SETTLE, run.keys(), run.arguments())
        .onComplete(
            result -> {
              if (result.succeeded()) {
                done(run.orders(), result.result().toString());
              } else if (result.cause() instanceof RedisRefused refused) {
                refused(run.orders(), refused);
              } else {
                unsure = run;
                next();
              }
            });
  }

  private SettleRun nextRun() {
    int limit = alone > 0 ? 1 : MAX_BATCH;
    List<SettleOrder> batch = new ArrayList<>(Math.min(limit, waiting.size()));
    while (!waiting.isEmpty() && batch.size() < limit) {
      batch.add(waiting.poll());
    }
    return SettleRun.of(batch, memorySeconds, numberKey, ++number);
  }

  private void again(List<SettleOrder> batch) {
    batch.reversed().forEach(waiting::addFirst);
    next();
  }

  private void next() {
    inFlight = false;
    send();
  }

  private void done(List<SettleOrder> batch, String letters) {
    alone = Math.max(0, alone - batch.size());
    if (letters.equals(DONE_BEFORE)) {
      batch.forEach(stored);
      signals.booked(Booked.DUPLICATE, batch.size());
      next();
      return;
    }
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
