package dev.keelage.gateway.store.redis.claim;

import dev.keelage.gateway.snapshot.Caller;
import dev.keelage.snapshot.TeamEntry;
import dev.keelage.snapshot.counter.CounterNames;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;

/**
 * The counters that only tell: what a key and the teams above it spent in a calendar month (UTC).
 */
public final class SpendingCounters {
  public static final long KEPT_SECONDS = CounterNames.SPENT_KEPT.toSeconds();

  private SpendingCounters() {}

  static List<String> of(String tag, Caller caller, YearMonth month) {
    List<String> keys = new ArrayList<>(1 + caller.teams().size());
    keys.add(CounterNames.keySpent(tag, caller.key().id(), month));
    for (TeamEntry team : caller.teams()) {
      keys.add(CounterNames.teamSpent(tag, team.id(), month));
    }
    return keys;
  }
}
