package dev.keelage.gateway.stage.admit;

import dev.keelage.snapshot.BudgetWindow;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The windows that are open, by calendar and zone: worked out once per window, and not once per
 * call. Safe from any thread.
 */
final class OpenWindows {
  private final ConcurrentHashMap<BudgetWindow, BudgetWindow.Span> open = new ConcurrentHashMap<>();

  BudgetWindow.Span at(BudgetWindow window, Instant instant) {
    BudgetWindow.Span known = open.get(window);
    if (known != null && known.contains(instant)) {
      return known;
    }
    BudgetWindow.Span made = window.at(instant);
    open.put(window, made);
    return made;
  }
}
