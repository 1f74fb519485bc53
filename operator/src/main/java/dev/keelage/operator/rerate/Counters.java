package dev.keelage.operator.rerate;

import dev.keelage.operator.usage.CountersAway;

/** Where counters are moved. */
interface Counters {
  /**
   * @throws CountersAway they cannot be reached
   */
  void reach() throws CountersAway;

  /**
   * Moves the counters of a batch, unless that was done before; batches of a run come in order.
   *
   * @param number of the batch in its run
   * @return how many could not be changed, as they are something else
   * @throws CountersAway they cannot be reached; whether the counters moved is not known
   */
  int move(String run, int number, CounterBatch batch) throws CountersAway;
}
