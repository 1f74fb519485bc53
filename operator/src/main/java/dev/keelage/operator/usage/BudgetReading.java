package dev.keelage.operator.usage;

import dev.keelage.api.BudgetStatus.State;
import dev.keelage.snapshot.BudgetEntry;
import java.util.Comparator;
import java.util.List;

/**
 * A budget in its current windows.
 *
 * @param windows as the budget has them: the main one first
 */
public record BudgetReading(BudgetEntry entry, List<WindowReading> windows) {
  public BudgetReading {
    windows = List.copyOf(windows);
  }

  /** That of the fullest window. */
  public State state() {
    return fullest().state(entry.softThresholdPercents());
  }

  /** The window with the worst state; of equals the one declared first. */
  public WindowReading fullest() {
    return windows.stream()
        .max(
            Comparator.<WindowReading, State>comparing(
                    each -> each.state(entry.softThresholdPercents()))
                .thenComparing(each -> -windows.indexOf(each)))
        .orElseThrow();
  }
}
