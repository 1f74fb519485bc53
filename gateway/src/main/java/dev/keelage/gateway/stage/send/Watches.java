package dev.keelage.gateway.stage.send;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Looks at the watches of one event loop ten times a second: a timer of its own per call would cost
 * more than all else that sending does. Time-outs strike up to a tenth of a second late.
 */
final class Watches {
  private static final long TICK_MILLIS = 100;

  private final Set<Watch> running = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Watch> due = new ArrayList<>();

  Watches(Vertx vertx) {
    vertx.setPeriodic(TICK_MILLIS, tick -> look(System.nanoTime()));
  }

  void add(Watch watch) {
    running.add(watch);
  }

  void remove(Watch watch) {
    running.remove(watch);
  }

  private void look(long nowNanos) {
    for (Watch watch : running) {
      if (watch.due(nowNanos)) {
        due.add(watch);
      }
    }
    // They leave the set when they strike.
    due.forEach(watch -> watch.strike(nowNanos));
    due.clear();
  }
}
