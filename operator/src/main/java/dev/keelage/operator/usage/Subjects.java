package dev.keelage.operator.usage;

import dev.keelage.operator.usage.CounterStore.Page;
import dev.keelage.snapshot.counter.CounterNames;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Users and customers that have a budget for themselves. Nobody lists them: they are looked for
 * among the names of histories, a bounded number of steps at a reading, so that a store with
 * millions of names is not kept busy; each pass goes on where the reading before left off. Used by
 * one thread.
 */
final class Subjects {
  /** Each looks at about a thousand names. */
  private static final int STEPS_PER_READING = 40;

  private static final String START = "0";

  private final CounterStore store;
  private final Map<String, Pass> passes = new HashMap<>();

  private static final class Pass {
    String cursor = START;
    Set<String> before = Set.of();
    Set<String> found = new HashSet<>();
  }

  Subjects(CounterStore store) {
    this.store = store;
  }

  /**
   * What policies are called of which a counter is known to have been there in this pass or the one
   * before, by the prefix of their name.
   *
   * @param tags of what is looked for, by prefix: {@code namespace/name#user-}
   * @throws CountersAway they cannot be reached
   */
  Map<String, Set<String>> of(Map<String, String> tags) throws CountersAway {
    passes.keySet().retainAll(tags.keySet());
    int steps = Math.max(1, STEPS_PER_READING / Math.max(1, tags.size()));
    Map<String, Set<String>> all = new HashMap<>();
    for (Map.Entry<String, String> each : tags.entrySet()) {
      Pass pass = passes.computeIfAbsent(each.getKey(), prefix -> new Pass());
      look(pass, each.getValue(), CounterNames.history(each.getValue(), each.getKey()), steps);
      Set<String> known = new HashSet<>(pass.before);
      known.addAll(pass.found);
      all.put(each.getKey(), known);
    }
    return all;
  }

  private void look(Pass pass, String tag, String prefix, int steps) throws CountersAway {
    int cut = CounterNames.history(tag, "").length();
    for (int step = 0; step < steps; step++) {
      Page page = store.names(tag, prefix + "*", pass.cursor);
      add(pass.found, page.names(), cut);
      pass.cursor = page.next();
      if (pass.cursor.equals(START)) {
        pass.before = pass.found;
        pass.found = new HashSet<>();
        return;
      }
    }
  }

  private static void add(Set<String> policies, Collection<String> histories, int cut) {
    histories.forEach(history -> policies.add(history.substring(cut)));
  }
}
