package dev.keelage.snapshot;

import java.math.BigDecimal;
import java.util.List;

/**
 * Money for a window, shared by everything selected. A selected team covers its descendants.
 *
 * @param limit USD
 * @param timeZone IANA id
 */
public record BudgetEntry(
    String id,
    BigDecimal limit,
    Calendar calendar,
    String timeZone,
    List<Integer> softThresholdPercents,
    FailureMode whenStoreUnavailable,
    List<String> teamIds,
    List<String> keyIds)
    implements Entry {
  public BudgetEntry {
    softThresholdPercents = List.copyOf(softThresholdPercents);
    teamIds = List.copyOf(teamIds);
    keyIds = List.copyOf(keyIds);
  }

  /** Calendar-aligned in the budget's zone; weeks begin on Monday (ISO 8601). */
  public enum Calendar {
    MINUTE,
    HOUR,
    DAY,
    WEEK,
    MONTH,
    QUARTER,
    YEAR
  }
}
