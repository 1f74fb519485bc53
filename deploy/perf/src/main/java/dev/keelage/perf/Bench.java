package dev.keelage.perf;

import dev.keelage.perf.leg.Gateway;
import dev.keelage.perf.leg.Leg;
import dev.keelage.perf.load.LoadProcess;
import dev.keelage.perf.load.LoadResult;
import dev.keelage.perf.load.LoadRun;
import dev.keelage.perf.load.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Measures running legs in turns, so that a drift of the machine meets all of them. */
final class Bench {
  private final LoadProcess load;
  private final Plan plan;
  private final List<Sample> samples = new ArrayList<>();

  Bench(LoadProcess load, Plan plan) {
    this.load = load;
    this.plan = plan;
  }

  List<Sample> measure(List<Leg> legs) throws IOException {
    for (Shape shape : plan.shapes()) {
      for (Leg leg : legs) {
        if (leg instanceof Gateway) {
          warm(leg, shape);
        }
      }
      for (int round = 1; round <= plan.rounds(); round++) {
        for (Leg leg : legs) {
          measure(leg, shape, round);
        }
      }
    }
    return List.copyOf(samples);
  }

  /** Both ways: a path that waits for work takes branches that one at its maximum does not. */
  private void warm(Leg leg, Shape shape) throws IOException {
    load.measure(
        LoadRun.maximum(leg.port(), shape, leg.key(), Plan.CONNECTIONS, plan.warmSeconds()));
    load.measure(
        LoadRun.paced(leg.port(), shape, leg.key(), Plan.RATE_PER_SECOND, Plan.PACED_WARM_SECONDS));
  }

  private void measure(Leg leg, Shape shape, int round) throws IOException {
    if (shape.hasMaximum()) {
      LoadRun maximum =
          LoadRun.maximum(leg.port(), shape, leg.key(), Plan.CONNECTIONS, plan.maximumSeconds());
      measure(leg, maximum, round);
    }
    LoadRun paced =
        LoadRun.paced(leg.port(), shape, leg.key(), Plan.RATE_PER_SECOND, plan.pacedSeconds());
    measure(leg, paced, round);
  }

  private void measure(Leg leg, LoadRun run, int round) throws IOException {
    long before = cpuMillis(leg);
    LoadResult result = load.measure(run);
    long used = cpuMillis(leg) - before;
    Sample sample = new Sample(leg.title(), run.shape(), run.ratePerSecond(), round, result, used);
    samples.add(sample);
    System.out.printf(
        "%-18s %-14s %-8s %8.0f/s  %3.0f %% of a core  %6.1f µs CPU each  %s%n",
        leg.title(),
        run.shape(),
        run.ratePerSecond() == 0 ? "maximum" : run.ratePerSecond() + "/s",
        result.answersPerSecond(),
        100 * sample.busy(),
        sample.cpuMicrosPerAnswer(),
        result.failures());
  }

  private static long cpuMillis(Leg leg) throws IOException {
    return leg.proxy().isPresent() ? leg.proxy().get().usage().cpuMillis() : 0;
  }
}
