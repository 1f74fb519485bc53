package dev.keelage.perf;

import dev.keelage.perf.leg.Books;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything a run found out.
 *
 * @param samples all measurements
 * @param legs what is said once about each leg, in order
 * @param absent legs that could not be measured, and why
 * @param jvm flags of the gateway's JVM
 * @param firstAnswerWithoutCache of a gateway that starts without an AOT cache
 */
public record Outcome(
    Plan plan,
    List<Sample> samples,
    List<LegFacts> legs,
    List<String> absent,
    List<String> jvm,
    Duration firstAnswerWithoutCache) {
  public Outcome {
    samples = List.copyOf(samples);
    legs = List.copyOf(legs);
    absent = List.copyOf(absent);
    jvm = List.copyOf(jvm);
  }

  /**
   * One leg, beside its measurements.
   *
   * @param firstAnswer from the start of the process to its first right answer
   * @param residentBytes of the process and its children when all was measured
   * @param books the ledger beside what the vendor counted, where the leg keeps one
   */
  public record LegFacts(
      String title,
      Optional<Duration> firstAnswer,
      Optional<Long> residentBytes,
      Optional<Books> books) {}
}
