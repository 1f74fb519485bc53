package dev.keelage.gateway.stage.send;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the watches of one event loop ten times a second: a timer of its own per call would cost
 * more than all else that sending does. Time-outs strike up to a tenth of a second late.
 */
final class Watches {
  private static final long TICK_MILLIS = 100;

  private final List<Watch> due = new ArrayList<>();

  /** Of those that run, which hold each other's hands. */
  private @Nullable Watch first;

  Watches(Vertx vertx) {
    vertx.setPeriodic(TICK_MILLIS, tick -> look(System.nanoTime()));
  }

  void add(Watch watch) {
    Watch second = first;
    watch.next = second;
    if (second != null) {
      second.previous = watch;
    }
    first = watch;
  }

  /** It must be running. */
  void remove(Watch watch) {
    Watch before = watch.previous;
    Watch after = watch.next;
    if (before == null) {
      first = after;
    } else {
      before.next = after;
    }
    if (after != null) {
      after.previous = before;
    }
    watch.previous = null;
    watch.next = null;
  }

  private void look(long nowNanos) {
    for (Watch watch = first; watch != null; watch = watch.next) {
      if (watch.due(nowNanos)) {
        due.add(watch);
      }
    }
    // They leave when they strike.
    due.forEach(watch -> watch.strike(nowNanos));
    due.clear();
  }
}
