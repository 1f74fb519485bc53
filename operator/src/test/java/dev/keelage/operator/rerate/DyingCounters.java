package dev.keelage.operator.rerate;

import dev.keelage.operator.usage.CountersAway;
import java.util.HashMap;
import java.util.Map;

/** Dies twice at each batch: before Redis has heard of it, and before anybody knows that it has. */
final class DyingCounters implements Counters {
  private final Counters counters;
  private final Map<String, Integer> deaths = new HashMap<>();

  DyingCounters(Counters counters) {
    this.counters = counters;
  }

  @Override
  public void reach() throws CountersAway {
    counters.reach();
  }

  @Override
  public int move(String run, int number, CounterBatch batch) throws CountersAway {
    int died = deaths.merge(run + number, 1, Integer::sum);
    int failures = died == 1 ? 0 : counters.move(run, number, batch);
    if (died <= 2) {
      throw new CountersAway("killed");
    }
    return failures;
  }
}
