package dev.keelage.perf.report;

import dev.keelage.perf.Sample;
import dev.keelage.perf.load.Latencies;
import dev.keelage.perf.load.LoadResult;
import dev.keelage.perf.load.Shape;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * Numbers over the rounds of a run: medians of rates and of costs, all latencies together.
 *
 * @param samples of all legs
 */
record Figures(List<Sample> samples) {
  /** The median over the rounds; empty if nothing was measured. */
  OptionalDouble median(String leg, Shape shape, int rate, ToDoubleFunction<Sample> figure) {
    return median(of(leg, shape, rate).stream().mapToDouble(figure).sorted().toArray());
  }

  /** The median of the ratios round by round: what the machine did in between cancels out. */
  OptionalDouble ratio(String leg, String reference, Shape shape, ToDoubleFunction<Sample> figure) {
    List<Sample> references = of(reference, shape, 0);
    return median(
        of(leg, shape, 0).stream()
            .flatMapToDouble(
                sample ->
                    references.stream()
                        .filter(other -> other.round() == sample.round())
                        .mapToDouble(
                            other -> figure.applyAsDouble(sample) / figure.applyAsDouble(other)))
            .sorted()
            .toArray());
  }

  Histogram latencies(String leg, Shape shape, int rate, Function<LoadResult, String> histogram) {
    return Latencies.merge(
        of(leg, shape, rate).stream().map(sample -> histogram.apply(sample.result())).toList());
  }

  boolean has(String leg, Shape shape, int rate) {
    return !of(leg, shape, rate).isEmpty();
  }

  /** Calls that did not end with a right answer, over everything measured. */
  long failed(String leg) {
    return samples.stream()
        .filter(sample -> sample.leg().equals(leg))
        .mapToLong(sample -> sample.result().failed())
        .sum();
  }

  long answered(String leg) {
    return samples.stream()
        .filter(sample -> sample.leg().equals(leg))
        .mapToLong(sample -> sample.result().answered())
        .sum();
  }

  private List<Sample> of(String leg, Shape shape, int rate) {
    return samples.stream()
        .filter(sample -> sample.leg().equals(leg))
        .filter(sample -> sample.shape() == shape && sample.ratePerSecond() == rate)
        .toList();
  }

  private static OptionalDouble median(double[] sorted) {
    return sorted.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2);
  }
}
