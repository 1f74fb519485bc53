package dev.keelage.gateway.stage.admit;

import dev.keelage.snapshot.counter.BudgetPeriod;
import dev.keelage.snapshot.counter.BudgetWindow;
import dev.keelage.snapshot.counter.BudgetWindow.Span;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The windows that are open, by calendar and zone: worked out once per window, and not once per
 * call. Safe from any thread.
 */
final class OpenWindows {
  private final ConcurrentHashMap<BudgetWindow, List<Span>> open = new ConcurrentHashMap<>();

  /** As {@link BudgetPeriod#at}. */
  List<Span> at(BudgetPeriod period, Instant instant) {
    return switch (period) {
      case BudgetPeriod.Aligned aligned -> at(aligned.window(), instant);
      case BudgetPeriod.Rolling rolling -> rolling.at(instant);
      case BudgetPeriod.Once once -> once.at(instant);
    };
  }

  private List<Span> at(BudgetWindow window, Instant instant) {
    List<Span> known = open.get(window);
    if (known != null && known.getFirst().contains(instant)) {
      return known;
    }
    List<Span> made = List.of(window.at(instant));
    open.put(window, made);
    return made;
  }
}
