package dev.keelage.gateway.snapshot;

import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.cost.Usd;
import dev.keelage.snapshot.counter.BudgetHistory;
import dev.keelage.snapshot.counter.BudgetPeriod;
import java.time.Instant;
import java.util.List;

/**
 * A budget that applies to a caller, with what the request path needs worked out at load.
 *
 * @param tag hash tag its counters carry: the tenant's, or one of its own where it spans tenants
 * @param shape see {@link BudgetHistory#shape}
 */
public record BudgetPolicy(BudgetEntry entry, String tag, List<Window> windows, int shape) {
  public BudgetPolicy {
    windows = List.copyOf(windows);
  }

  /** The compiler has checked the time zones. */
  public static BudgetPolicy of(BudgetEntry entry, String tag) {
    return new BudgetPolicy(
        entry,
        tag,
        entry.windows().stream().map(Window::of).toList(),
        BudgetHistory.shape(entry.windows()));
  }

  /**
   * One limit of the budget.
   *
   * @param limitUnits integer 10^-10 USD
   * @param raisedUnits the same while {@code raisedUntilEpochSecond} is not reached
   */
  public record Window(
      BudgetPeriod period, long limitUnits, long raisedUnits, long raisedUntilEpochSecond) {

    static Window of(BudgetEntry.Window window) {
      BudgetEntry.Increase increase = window.increase();
      long limit = Usd.saturatedUnits(window.limit());
      return increase == null
          ? new Window(BudgetPeriod.of(window), limit, limit, 0)
          : new Window(
              BudgetPeriod.of(window),
              limit,
              Usd.saturatedUnits(window.limit().add(increase.amount())),
              increase.untilEpochSecond());
    }

    /** Integer 10^-10 USD that hold at that instant. */
    public long limitAt(Instant at) {
      return at.getEpochSecond() < raisedUntilEpochSecond ? raisedUnits : limitUnits;
    }
  }
}
