package dev.keelage.perf.scale;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a control plane of this size did.
 *
 * @param models when they were Programmed
 * @param keys when they were Programmed, their Secrets issued
 * @param processorTime by process, from the operator's start until all are Programmed
 * @param changeMillis from a change of a model to its effect on both gateways, sorted
 * @param operatorBytes resident, after all changes
 * @param gatewayBytes resident, the larger of the two
 * @param keyChange what the change of one key wrote
 */
public record ScaleOutcome(
    Estate estate,
    Times models,
    Times keys,
    Map<String, Duration> processorTime,
    List<Double> changeMillis,
    long operatorBytes,
    long gatewayBytes,
    Written keyChange) {
  public ScaleOutcome {
    processorTime = Collections.unmodifiableMap(new LinkedHashMap<>(processorTime));
    changeMillis = changeMillis.stream().sorted().toList();
  }

  /** When objects were Programmed, since the operator's process began. */
  public record Times(Duration first, Duration last) {}

  /** The percentile of the changes, by nearest rank. */
  public double changeMillis(double percentile) {
    int rank = (int) Math.ceil(percentile / 100 * changeMillis.size());
    return changeMillis.get(Math.clamp(rank - 1, 0, changeMillis.size() - 1));
  }
}
