package dev.keelage.compiler;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The verdicts on all resources of one compilation. */
final class Verdicts {
  private final Map<ObjectId, Verdict> byId = new HashMap<>();

  Verdict open(ObjectId id) {
    Verdict verdict = new Verdict();
    if (byId.put(id, verdict) != null) {
      throw new IllegalArgumentException(id + " is there twice");
    }
    return verdict;
  }

  SortedMap<ObjectId, List<Finding>> findings() {
    SortedMap<ObjectId, List<Finding>> findings = new TreeMap<>();
    byId.forEach((id, verdict) -> findings.put(id, verdict.findings()));
    return findings;
  }
}
