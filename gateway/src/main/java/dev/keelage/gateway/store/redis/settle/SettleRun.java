package dev.keelage.gateway.store.redis.settle;

import dev.keelage.gateway.store.redis.claim.HeldClaim;
import dev.keelage.gateway.store.redis.claim.SharedKeys;
import dev.keelage.gateway.store.redis.claim.SpendingCounters;
import dev.keelage.snapshot.counter.CounterNames;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of the script and the calls that it ends. One whose answer was lost is sent again as it
 * was: its number tells Redis that it has done it, even if it has forgotten the calls by then.
 */
record SettleRun(List<SettleOrder> orders, List<String> keys, List<String> arguments) {
  /** Kind of a counter of what was spent in a month. */
  private static final char MONTH = 'M';

  /** Number of a key that a call does without. */
  private static final int NONE = 0;

  /**
   * @param memorySeconds how long Redis remembers how a call ended
   * @param numberKey where Redis keeps the number of the sender's last run
   * @param number of this one; they ascend
   */
  static SettleRun of(
      List<SettleOrder> orders, String memorySeconds, String numberKey, long number) {
    Gathering gathering = new Gathering();
    orders.forEach(gathering::add);
    return new SettleRun(
        orders, gathering.keys(numberKey), gathering.arguments(memorySeconds, number));
  }

  /** Keys that calls of the run share are sent once. */
  private static final class Gathering {
    private final SharedKeys counters = new SharedKeys();
    private final SharedKeys streams = new SharedKeys();
    private final SharedKeys reapers = new SharedKeys();
    private final SharedKeys loans = new SharedKeys();
    private final SharedKeys deciders = new SharedKeys();
    private final SharedKeys notes = new SharedKeys();
    private final List<SharedKeys> shared = List.of(streams, reapers, loans, deciders, notes);
    private final List<String> reservations = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();

    void add(SettleOrder order) {
      reservations.add(CounterNames.reservation(order.tag(), order.callId()));
      calls.add(order.callId());
      calls.add(order.entry());
      calls.add(head(order));
      calls.add(claims(order));
      calls.add(spending(order));
    }

    List<String> keys(String numberKey) {
      List<String> keys = new ArrayList<>(counters.keys());
      shared.forEach(each -> keys.addAll(each.keys()));
      keys.addAll(reservations);
      keys.add(numberKey);
      return keys;
    }

    List<String> arguments(String memorySeconds, long number) {
      List<String> arguments = new ArrayList<>(8 + calls.size());
      arguments.add(memorySeconds);
      arguments.add(counters.counters());
      shared.forEach(each -> arguments.add(Integer.toString(each.keys().size())));
      arguments.add(Long.toString(number));
      arguments.addAll(calls);
      return arguments;
    }

    private String head(SettleOrder order) {
      String tag = order.tag();
      boolean lent = !order.loans().isEmpty();
      boolean noted = !order.decider().isEmpty();
      return order.mode().letter
          + ','
          + order.reservedCost()
          + ','
          + order.cost()
          + ','
          + streams.key(CounterNames.ledger(tag))
          + ','
          + reapers.key(CounterNames.reservations(tag))
          + ','
          + (lent ? loans.key(CounterNames.onLoan(tag)) : NONE)
          + ','
          + (noted ? deciders.key(CounterNames.deciders(tag)) : NONE)
          + ','
          + (noted ? notes.key(CounterNames.begun(tag, order.decider())) : NONE)
          + ','
          + order.decider();
    }

    private String claims(SettleOrder order) {
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

    private String spending(SettleOrder order) {
      StringBuilder spending = new StringBuilder(4 * order.spending().size());
      for (String key : order.spending()) {
        spending.append(counters.counter(key, MONTH, SpendingCounters.KEPT_SECONDS)).append(';');
      }
      return spending.toString();
    }
  }
}
