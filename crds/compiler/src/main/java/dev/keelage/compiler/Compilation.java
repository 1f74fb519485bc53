package dev.keelage.compiler;

import dev.keelage.snapshot.Snapshot;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What gateways serve, and what to tell the owners of the resources.
 *
 * @param findings of every input; {@code Accepted} first, {@code ResolvedRefs} where the resource
 *     refers to something, then those of its kind
 */
public record Compilation(Snapshot snapshot, SortedMap<ObjectId, List<Finding>> findings) {
  public Compilation {
    SortedMap<ObjectId, List<Finding>> copy = new TreeMap<>(findings);
    copy.replaceAll((id, list) -> List.copyOf(list));
    findings = Collections.unmodifiableSortedMap(copy);
  }

  public List<Finding> of(ObjectId id) {
    List<Finding> found = findings.get(id);
    return found == null ? List.of() : found;
  }

  /** The findings that are not ok, of all resources. */
  public SortedMap<ObjectId, List<Finding>> faults() {
    SortedMap<ObjectId, List<Finding>> faults = new TreeMap<>();
    for (Map.Entry<ObjectId, List<Finding>> each : findings.entrySet()) {
      List<Finding> bad = each.getValue().stream().filter(finding -> !finding.ok()).toList();
      if (!bad.isEmpty()) {
        faults.put(each.getKey(), bad);
      }
    }
    return faults;
  }
}
