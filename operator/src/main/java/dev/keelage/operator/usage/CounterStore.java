package dev.keelage.operator.usage;

import java.util.Collection;
import java.util.List;
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

  /**
   * The shapes of windows that budget counters stand for, by name of the history; those without a
   * history are left out, and where counters have to be made anew the shape is 0.
   *
   * @throws CountersAway they cannot be reached
   */
  Map<String, Integer> shapes(Collection<String> histories) throws CountersAway;

  /**
   * All figures of histories by name.
   *
   * @throws CountersAway they cannot be reached
   */
  Map<String, Map<String, Long>> histories(Collection<String> names) throws CountersAway;

  /**
   * Some of the names that there are, and where the next ones are. Names that are there all the
   * time are among those of a whole pass, which begins and ends with the cursor {@code 0}.
   *
   * @param tag that all of them begin with
   * @param pattern as Redis has it
   * @throws CountersAway they cannot be reached
   */
  Page names(String tag, String pattern, String cursor) throws CountersAway;

  @Override
  void close();

  /**
   * @param next cursor
   */
  record Page(List<String> names, String next) {
    public Page {
      names = List.copyOf(names);
    }
  }

  /** In 10^-10 USD. */
  record Held(long spent, long reserved) {
    static final Held NOTHING = new Held(0, 0);

    /** The larger of both, each by itself. */
    Held or(Held other) {
      return new Held(Math.max(spent, other.spent), Math.max(reserved, other.reserved));
    }
  }
}
