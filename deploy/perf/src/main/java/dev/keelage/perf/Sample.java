package dev.keelage.perf;

import dev.keelage.perf.load.LoadResult;
import dev.keelage.perf.load.Shape;

/**
 * One measurement of one leg.
 *
 * @param leg its title
 * @param ratePerSecond 0 = the maximum
 * @param proxyCpuMillis what the proxy used meanwhile; 0 where there is none
 */
public record Sample(
    String leg, Shape shape, int ratePerSecond, int round, LoadResult result, long proxyCpuMillis) {
  /** The part of its core that the proxy was busy. */
  public double busy() {
    return proxyCpuMillis / 1000.0 / result.seconds();
  }

  public double cpuMicrosPerAnswer() {
    return proxyCpuMillis * 1000.0 / result.answered();
  }
}
