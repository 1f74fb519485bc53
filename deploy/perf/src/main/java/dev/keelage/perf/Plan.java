package dev.keelage.perf;

import dev.keelage.perf.load.Shape;
import java.util.List;

/**
 * What is measured and for how long.
 *
 * @param rounds in each, every leg is measured once; neighbours in time are compared
 * @param warmSeconds of each gateway at the maximum, before the first round of a shape: until then
 *     its JVM compiles
 * @param maximumSeconds of a measurement at the maximum
 * @param pacedSeconds of a measurement at the fixed rate
 */
public record Plan(
    List<Shape> shapes, int rounds, int warmSeconds, int maximumSeconds, int pacedSeconds) {
  /** Connections open at the maximum. */
  public static final int CONNECTIONS = 64;

  /** The fixed rate. */
  public static final int RATE_PER_SECOND = 1000;

  /** Of each gateway at the fixed rate, after those at the maximum. */
  public static final int PACED_WARM_SECONDS = 5;

  public Plan {
    shapes = List.copyOf(shapes);
  }
}
