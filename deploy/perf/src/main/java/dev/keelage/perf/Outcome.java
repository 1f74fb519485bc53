package dev.keelage.perf;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything a run found out.
 *
 * @param samples all measurements
 * @param legs what is said once about each leg, in order
 * @param absent legs that could not be measured, and why
 */
public record Outcome(Plan plan, List<Sample> samples, List<LegFacts> legs, List<String> absent) {
  public Outcome {
    samples = List.copyOf(samples);
    legs = List.copyOf(legs);
    absent = List.copyOf(absent);
  }

  /**
   * One leg, beside its measurements.
   *
   * @param firstAnswer from the start of the process to its first right answer
   * @param residentBytes of the process and its children when all was measured
   */
  public record LegFacts(
      String title, Optional<Duration> firstAnswer, Optional<Long> residentBytes) {}
}
