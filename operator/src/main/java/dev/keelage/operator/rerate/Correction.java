package dev.keelage.operator.rerate;

import dev.keelage.snapshot.cost.Cost;
import dev.keelage.snapshot.cost.CostPart;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is to be added to a call's cost.
 *
 * @param number the how many-th of the call, from 1
 * @param units 10^-10 USD; negative where it cost less
 * @param parts of that, those that are not 0; empty where the call's own are not known
 */
record Correction(String callId, int number, long units, Optional<Map<String, Long>> parts) {
  Correction {
    parts = parts.map(Map::copyOf);
  }

  /** The difference to what the ledger has; empty if there is none. */
  static Optional<Correction> between(BookedCall call, Cost cost) {
    Optional<Map<String, Long>> parts = call.parts().map(booked -> difference(booked, cost));
    long units = cost.units() - call.costUnits();
    return units == 0 && parts.map(Map::isEmpty).orElse(true)
        ? Optional.empty()
        : Optional.of(new Correction(call.id(), call.corrections() + 1, units, parts));
  }

  private static Map<String, Long> difference(Map<String, Long> booked, Cost cost) {
    Map<String, Long> difference = new HashMap<>();
    booked.forEach((part, units) -> difference.put(part, -units));
    for (CostPart part : cost.parts()) {
      difference.merge(part.of().label(), part.units(), Long::sum);
    }
    difference.values().removeIf(units -> units == 0);
    return difference;
  }

  /** The parts as the ledger has them: one JSON object. */
  Optional<String> json() {
    return parts.map(
        known -> {
          StringBuilder text = new StringBuilder("{");
          new TreeMap<>(known)
              .forEach(
                  (part, units) -> {
                    text.append(text.length() > 1 ? "," : "");
                    text.append('"').append(part).append("\":").append(units);
                  });
          return text.append('}').toString();
        });
  }
}
