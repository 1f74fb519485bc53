package dev.keelage.operator.status;

import dev.keelage.api.ConditionType;
import dev.keelage.api.LedgerKeeping;
import dev.keelage.api.Reason;
import dev.keelage.api.TeamSpec;
import java.time.Duration;
import java.util.Optional;

/**
 * What the platform decides about rows of the ledger, which Teams may only make stricter.
 *
 * @param ledger whether this operator looks after one
 * @param bound after which rows are removed, whoever's they are; empty = never
 */
public record RowKeeping(boolean ledger, Optional<Duration> bound) {

  /** {@code Retained} of a Team that says how long its rows are kept. */
  void write(TeamSpec team, Conditions conditions) {
    LedgerKeeping own = team.ledger();
    if (own == null) {
      return;
    }
    long days = own.kept().toDays();
    long most = bound.map(Duration::toDays).orElse(Long.MAX_VALUE);
    if (!ledger) {
      set(
          conditions,
          Reason.NO_LEDGER,
          "the operator was not told where the ledger is, so nothing is removed; set"
              + " KEELAGE_POSTGRES_URL");
    } else if (days > most) {
      set(
          conditions,
          Reason.BOUND_BY_PLATFORM,
          ("spec.ledger.retention is %dd, but no row is kept for longer than the platform's %dd; set"
                  + " it to %dd or less, or raise the operator's KEELAGE_LEDGER_RETENTION")
              .formatted(days, most, most));
    } else {
      conditions.set(
          ConditionType.RETAINED, true, Reason.RETAINED, "rows are kept for %dd".formatted(days));
    }
  }

  private static void set(Conditions conditions, Reason reason, String message) {
    conditions.set(ConditionType.RETAINED, false, reason, message);
  }
}
