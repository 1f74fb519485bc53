package dev.keelage.operator.audit;

import dev.keelage.operator.usage.CountersAway;
import dev.keelage.operator.usage.RedisQuestions;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.counter.BudgetHistory;
import dev.keelage.snapshot.counter.Tenancy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import javax.sql.DataSource;

/**
 * Compares what gateways counted for budgets with what the ledger says, hour by hour, and changes
 * nothing. Only hours are looked at that are over long enough for all of their calls to be booked,
 * and only when the ledger is not behind; and a difference counts when it was there the time before
 * as well. So what is merely on its way is no difference. Used by one thread.
 */
final class BudgetAudit {
  /** How many hours are looked at. */
  private static final int HOURS = 3;

  /** A call of the hour may last as long, and its entry be on its way. */
  private static final Duration SETTLING = Duration.ofMinutes(30);

  /** Beyond it the ledger is behind. */
  private static final Duration ON_ITS_WAY = Duration.ofMinutes(5);

  private final DataSource postgres;
  private final CountedHours counters;
  private final Selections selections = new Selections();
  private Map<Place, Long> before = Map.of();

  private record Place(String budget, long hour) {}

  BudgetAudit(DataSource postgres, RedisQuestions redis) {
    this.postgres = postgres;
    this.counters = new CountedHours(redis);
  }

  /**
   * What counters have more than the ledger, in 10^-10 USD, of each budget that was compared; empty
   * if nothing can be said now.
   *
   * @param summedUp up to when the ledger's sums have all rows
   */
  Optional<SortedMap<String, Long>> differences(
      Snapshot snapshot, Optional<Instant> summedUp, Instant now)
      throws SQLException, CountersAway {
    selections.see(snapshot, now);
    Instant to = now.minus(SETTLING).truncatedTo(ChronoUnit.HOURS);
    Instant from = to.minus(HOURS, ChronoUnit.HOURS);
    List<BudgetEntry> budgets =
        snapshot.budgets().stream()
            .filter(BookedHours::tell)
            .filter(budget -> selections.sameSince(budget.id(), to.minus(1, ChronoUnit.HOURS)))
            .toList();
    if (budgets.isEmpty() || isBehind(summedUp, now)) {
      return Optional.empty();
    }
    List<Long> hours =
        LongStream.range(BudgetHistory.hour(from), BudgetHistory.hour(to)).boxed().toList();
    Tenancy tenancy = Tenancy.of(snapshot);
    Map<String, Map<Long, Long>> counted = counters.read(budgets, tenancy, hours);
    Map<String, Map<Long, Long>> booked;
    try (Connection connection = postgres.getConnection()) {
      booked = new BookedHours(snapshot).read(connection, from, to);
    }
    return Optional.of(compare(counted, booked));
  }

  private boolean isBehind(Optional<Instant> summedUp, Instant now) throws CountersAway {
    Instant bound = now.minus(ON_ITS_WAY);
    return summedUp.filter(bound::isBefore).isEmpty()
        || counters.oldestOnItsWay().filter(oldest -> oldest.isBefore(bound)).isPresent();
  }

  private SortedMap<String, Long> compare(
      Map<String, Map<Long, Long>> counted, Map<String, Map<Long, Long>> booked) {
    SortedMap<String, Long> differences = new TreeMap<>();
    Map<Place, Long> found = new HashMap<>();
    counted.forEach(
        (budget, hours) -> {
          Map<Long, Long> ofBudget = booked.getOrDefault(budget, Map.of());
          hours.forEach(
              (hour, units) -> {
                if (selections.sameSince(budget, Instant.EPOCH.plus(hour, ChronoUnit.HOURS))) {
                  long difference = units - ofBudget.getOrDefault(hour, 0L);
                  Place place = new Place(budget, hour);
                  found.put(place, difference);
                  boolean again = before.getOrDefault(place, 0L) == difference;
                  differences.merge(budget, again ? difference : 0L, Long::sum);
                }
              });
        });
    before = found;
    return differences;
  }
}
