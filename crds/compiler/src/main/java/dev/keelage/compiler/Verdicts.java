package dev.keelage.compiler;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

  Map<ObjectId, List<Finding>> findings() {
    Map<ObjectId, List<Finding>> findings = new HashMap<>();
    byId.forEach((id, verdict) -> findings.put(id, verdict.findings()));
    return findings;
  }
}
