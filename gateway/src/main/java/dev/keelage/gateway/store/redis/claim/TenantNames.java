package dev.keelage.gateway.store.redis.claim;

import dev.keelage.gateway.snapshot.Caller;
import dev.keelage.snapshot.counter.CounterNames;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The names of what a caller's calls are booked in: worked out once per key and month, and not once
 * per call. Safe from any thread.
 */
public final class TenantNames {
  /** Above any number of keys that are in use at a time; forgetting costs only time. */
  private static final int MOST = 100_000;

  private final ConcurrentHashMap<String, Names> byKey = new ConcurrentHashMap<>();

  /**
   * @param tag of the tenant
   * @param spending counters that tell what the key and the teams above it spent in the month
   */
  public record Names(
      Caller caller, String tag, List<String> spending, long fromSecond, long toSecond) {
    public Names {
      spending = List.copyOf(spending);
    }

    private boolean fit(Caller other, Instant at) {
      long second = at.getEpochSecond();
      return caller == other && second >= fromSecond && second < toSecond;
    }
  }

  /**
   * @param at when the call began: its month (UTC) counts
   */
  public Names of(Caller caller, Instant at) {
    Names known = byKey.get(caller.key().id());
    if (known != null && known.fit(caller, at)) {
      return known;
    }
    if (byKey.size() >= MOST) {
      byKey.clear();
    }
    Names made = make(caller, YearMonth.from(at.atOffset(ZoneOffset.UTC)));
    byKey.put(caller.key().id(), made);
    return made;
  }

  private static Names make(Caller caller, YearMonth month) {
    String tag = CounterNames.tenantTag(caller.tenant());
    return new Names(
        caller,
        tag,
        SpendingCounters.of(tag, caller, month),
        start(month),
        start(month.plusMonths(1)));
  }

  private static long start(YearMonth month) {
    return month.atDay(1).atStartOfDay().toEpochSecond(ZoneOffset.UTC);
  }
}
