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

  /**
   * @param memorySeconds how long Redis remembers how a call ended
   * @param numberKey where Redis keeps the number of the sender's last run
   * @param number of this one; they ascend
   */
  static SettleRun of(
      List<SettleOrder> orders, String memorySeconds, String numberKey, long number) {
    SharedKeys counters = new SharedKeys();
    SharedKeys streams = new SharedKeys();
    SharedKeys reapers = new SharedKeys();
    SharedKeys loans = new SharedKeys();
    List<String> reservations = new ArrayList<>();
    List<String> calls = new ArrayList<>();
    for (SettleOrder order : orders) {
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
    keys.add(numberKey);
    List<String> arguments = new ArrayList<>();
    arguments.add(memorySeconds);
    arguments.add(counters.counters());
    arguments.add(Integer.toString(streams.keys().size()));
    arguments.add(Integer.toString(reapers.keys().size()));
    arguments.add(Integer.toString(loans.keys().size()));
    arguments.add(Long.toString(number));
    arguments.addAll(calls);
    return new SettleRun(orders, keys, arguments);
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
}
