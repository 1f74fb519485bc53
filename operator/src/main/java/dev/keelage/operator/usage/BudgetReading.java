package dev.keelage.operator.usage;

import dev.keelage.api.BudgetStatus.State;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.Usd;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;

/**
 * A budget in its current window.
 *
 * @param spent 10^-10 USD
 * @param reserved 10^-10 USD, held for calls in flight
 */
public record BudgetReading(BudgetEntry entry, long spent, long reserved, Instant resetsAt) {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  long limit() {
    return Usd.units(entry.limit(), RoundingMode.DOWN);
  }

  /** Never below 0. */
  long remaining() {
    return Math.max(0, limit() - spent - reserved);
  }

  /** By what is booked; what is held may be given back. */
  public State state() {
    if (spent >= limit()) {
      return State.EXHAUSTED;
    }
    BigDecimal percent = BigDecimal.valueOf(spent).multiply(HUNDRED);
    boolean soft =
        entry.softThresholdPercents().stream()
            .anyMatch(
                threshold ->
                    percent.compareTo(
                            BigDecimal.valueOf(limit()).multiply(BigDecimal.valueOf(threshold)))
                        >= 0);
    return soft ? State.SOFT_LIMIT_REACHED : State.WITHIN_BUDGET;
  }
}
