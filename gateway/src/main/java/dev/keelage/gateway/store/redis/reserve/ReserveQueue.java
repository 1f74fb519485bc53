package dev.keelage.gateway.store.redis.reserve;

import dev.keelage.gateway.stage.admit.Decision;
import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.stage.admit.StoreUnavailable;
import dev.keelage.gateway.store.redis.claim.HeldClaim;
import dev.keelage.gateway.store.redis.claim.SharedKeys;
import dev.keelage.gateway.store.redis.link.RedisLink;
import dev.keelage.gateway.store.redis.link.RedisSettings;
import dev.keelage.gateway.store.redis.script.Script;
import dev.keelage.snapshot.counter.CounterNames;
import io.vertx.core.AsyncResult;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Calls that wait for a decision. The first goes out at once; while it is on its way the others
 * gather and go out together, so that batches grow with the load and an idle gateway waits for
 * nothing.
 */
public final class ReserveQueue {
  /** Bounds how long one script run keeps Redis from others: about a millisecond. */
  private static final int MAX_BATCH = 100;

  private static final char BUDGET = 'B';

  private final RedisLink link;
  private final StoreSignals signals;
  private final String ttlMillis;
  private final ArrayDeque<ReserveOrder> waiting = new ArrayDeque<>();
  private boolean inFlight;

  public ReserveQueue(RedisLink link, RedisSettings settings, StoreSignals signals) {
    this.link = link;
    this.signals = signals;
    this.ttlMillis = Long.toString(settings.reservationTtl().toMillis());
  }

  public void add(ReserveOrder order) {
    waiting.add(order);
    if (!inFlight) {
      send();
    }
  }

  private void send() {
    List<ReserveOrder> batch = new ArrayList<>(Math.min(waiting.size(), MAX_BATCH));
    SharedKeys counters = new SharedKeys();
    SharedKeys reapers = new SharedKeys();
    List<String> reservations = new ArrayList<>();
    List<String> calls = new ArrayList<>();
    while (!waiting.isEmpty() && batch.size() < MAX_BATCH) {
      ReserveOrder order = waiting.poll();
      batch.add(order);
      reservations.add(CounterNames.reservation(order.tag(), order.callId()));
      calls.add(order.callId());
      calls.add(order.record());
      calls.add(claims(order, counters));
      calls.add(Integer.toString(reapers.key(CounterNames.reservations(order.tag()))));
    }
    List<String> keys = new ArrayList<>(counters.keys());
    keys.addAll(reapers.keys());
    keys.addAll(reservations);
    List<String> arguments = new ArrayList<>();
    arguments.add(ttlMillis);
    arguments.add(counters.counters());
    arguments.add(Integer.toString(reapers.keys().size()));
    arguments.addAll(calls);
    inFlight = true;
    long sent = System.nanoTime();
    link.run(Script.RESERVE, keys, arguments)
        .onComplete(
            result -> {
              inFlight = false;
              if (result.succeeded()) {
                signals.decided(batch.size(), Duration.ofNanos(System.nanoTime() - sent));
              }
              // First the next batch, then the callers' work with this one.
              if (!waiting.isEmpty()) {
                send();
              }
              answer(batch, result);
            });
  }

  private static String claims(ReserveOrder order, SharedKeys counters) {
    StringBuilder claims = new StringBuilder(32 * order.claims().size());
    // A budget's windows come after its history.
    int history = 0;
    for (HeldClaim claim : order.claims()) {
      int number =
          counters.counter(
              claim.key(),
              claim.kind(),
              claim.expiry(),
              claim.kind() == BUDGET && history > 0 ? "," + history + "," + claim.sinceHour() : "");
      if (claim.kind() == SharedKeys.HISTORY) {
        history = number;
      }
      claims
          .append(number)
          .append(',')
          .append(claim.limit())
          .append(',')
          .append(claim.amount())
          .append(';');
    }
    return claims.toString();
  }

  private static void answer(List<ReserveOrder> batch, AsyncResult<Response> result) {
    if (result.failed()) {
      StoreUnavailable unavailable =
          result.cause() instanceof StoreUnavailable known
              ? known
              : new StoreUnavailable("Redis: " + result.cause().getMessage(), false);
      batch.forEach(order -> order.answer().tryFail(unavailable));
      return;
    }
    Response reply = result.result();
    int at = 0;
    for (ReserveOrder order : batch) {
      int verdict = Integer.parseInt(reply.get(at).toString());
      List<Decision.Standing> standings = order.standings(reply, at + 1);
      at += 1 + order.claims().size();
      if (verdict == ReserveOrder.KNOWN) {
        order.answer().tryFail(new StoreUnavailable("this call has ended already", false));
      } else if (verdict == 0) {
        order.answer().tryComplete(new Decision.Granted(standings));
      } else {
        order.answer().tryComplete(new Decision.Refused(verdict - 1, standings));
      }
    }
  }
}
