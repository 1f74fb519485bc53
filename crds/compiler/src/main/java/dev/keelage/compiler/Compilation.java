package dev.keelage.compiler;

import dev.keelage.snapshot.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What gateways serve, and what to tell the owners of the resources: of every input, {@code
 * Accepted} first, {@code ResolvedRefs} where the resource refers to something, then what belongs
 * to its kind.
 *
 * @param ofKeys findings of every VirtualKey; the same object as in the compilation before, where
 *     no key has anything new (see {@link CompilerMemory})
 * @param ofOthers findings of all other resources
 */
public record Compilation(
    Snapshot snapshot, Map<ObjectId, List<Finding>> ofKeys, Map<ObjectId, List<Finding>> ofOthers) {
  public Compilation {
    ofKeys = Map.copyOf(ofKeys);
    ofOthers = Map.copyOf(ofOthers);
  }

  /** What its owner is told; nothing of a resource that was not among those compiled. */
  public List<Finding> of(ObjectId id) {
    return ofOthers.getOrDefault(id, ofKeys.getOrDefault(id, List.of()));
  }

  /** Of all resources, in order. */
  public SortedMap<ObjectId, List<Finding>> findings() {
    SortedMap<ObjectId, List<Finding>> findings = new TreeMap<>(ofOthers);
    findings.putAll(ofKeys);
    return findings;
  }

  /** The findings that are not ok, of all resources. */
  public SortedMap<ObjectId, List<Finding>> faults() {
    SortedMap<ObjectId, List<Finding>> faults = new TreeMap<>();
    for (Map<ObjectId, List<Finding>> some : List.of(ofOthers, ofKeys)) {
      for (Map.Entry<ObjectId, List<Finding>> each : some.entrySet()) {
        if (hasFault(each.getValue())) {
          faults.put(
              each.getKey(), each.getValue().stream().filter(finding -> !finding.ok()).toList());
        }
      }
    }
    return faults;
  }

  private static boolean hasFault(List<Finding> findings) {
    for (Finding finding : findings) {
      if (!finding.ok()) {
        return true;
      }
    }
    return false;
  }
}
