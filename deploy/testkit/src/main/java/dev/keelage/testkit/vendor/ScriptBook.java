package dev.keelage.testkit.vendor;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which script a call gets: one queued for its model, one queued for any, its model's standing one,
 * the standing one.
 */
final class ScriptBook {
  static final String ANY = "*";

  private final Map<String, Script> standing = new HashMap<>();
  private final Map<String, Queue<Script>> queued = new HashMap<>();

  synchronized void always(Script script) {
    always(ANY, script);
  }

  synchronized void always(String model, Script script) {
    standing.put(model, script);
  }

  synchronized void next(List<Script> scripts) {
    next(ANY, scripts);
  }

  synchronized void next(String model, List<Script> scripts) {
    queued.computeIfAbsent(model, _ -> new ArrayDeque<>()).addAll(scripts);
  }

  synchronized Script take(String model) {
    for (var name : List.of(model, ANY)) {
      var queue = queued.get(name);
      if (queue != null && !queue.isEmpty()) {
        return queue.remove();
      }
    }
    return standing.getOrDefault(model, standing.getOrDefault(ANY, Script.DEFAULT));
  }

  synchronized Set<String> models() {
    var models = new TreeSet<>(standing.keySet());
    models.addAll(queued.keySet());
    models.remove(ANY);
    return models;
  }

  synchronized void clear() {
    standing.clear();
    queued.clear();
  }
}
