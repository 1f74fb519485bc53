package dev.keelage.operator.usage;

import java.util.Collection;
import java.util.Map;

/** The gateways' counters, read only. */
interface CounterStore extends AutoCloseable {
  /**
   * Values of plain counters by name; those that do not exist are left out.
   *
   * @throws CountersAway they cannot be reached
   */
  Map<String, Long> counters(Collection<String> names) throws CountersAway;

  /**
   * Values of budget counters by name; those that do not exist are left out.
   *
   * @throws CountersAway they cannot be reached
   */
  Map<String, Held> budgets(Collection<String> names) throws CountersAway;

  @Override
  void close();

  /** In 10^-10 USD. */
  record Held(long spent, long reserved) {
    static final Held NOTHING = new Held(0, 0);
  }
}
