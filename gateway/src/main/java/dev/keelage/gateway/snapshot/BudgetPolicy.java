package dev.keelage.gateway.snapshot;

import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.BudgetWindow;
import dev.keelage.snapshot.Usd;
import java.time.ZoneId;

/**
 * A budget that applies to a caller, with what the request path needs worked out at load.
 *
 * @param tag hash tag its counters carry: the tenant's, or one of its own where it spans tenants
 * @param limitUnits integer 10^-10 USD
 */
public record BudgetPolicy(BudgetEntry entry, String tag, long limitUnits, BudgetWindow window) {

  /** The compiler has checked the time zone. */
  public static BudgetPolicy of(BudgetEntry entry, String tag) {
    return new BudgetPolicy(
        entry,
        tag,
        Usd.saturatedUnits(entry.limit()),
        new BudgetWindow(entry.calendar(), ZoneId.of(entry.timeZone())));
  }
}
