package dev.keelage.operator.audit;

import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.cost.Usd;
import dev.keelage.snapshot.counter.BudgetHistory;
import dev.keelage.snapshot.counter.BudgetSelection;
import dev.keelage.snapshot.counter.Tenancy;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the ledger's sums say that budgets spent, by the hour. */
final class BookedHours {
  private static final String READ =
      """
      SELECT hour, team, key, model, provider, sum(cost) AS cost FROM keelage.usage_by_hour
      WHERE hour >= ? AND hour < ? GROUP BY hour, team, key, model, provider""";

  private final BudgetSelection selection;
  private final Tenancy tenancy;

  BookedHours(Snapshot snapshot) {
    selection = BudgetSelection.of(snapshot);
    tenancy = Tenancy.of(snapshot);
  }

  /** Whether sums tell it: they do not know which tags or users a call had besides its key. */
  static boolean tell(BudgetEntry budget) {
    return budget.per() == null && budget.tags().isEmpty();
  }

  /**
   * In 10^-10 USD, by budget and hour since 1970.
   *
   * @param from beginning of an hour
   * @param to exclusive
   */
  Map<String, Map<Long, Long>> read(Connection connection, Instant from, Instant to)
      throws SQLException {
    Map<String, Map<Long, Long>> booked = new HashMap<>();
    try (PreparedStatement read = connection.prepareStatement(READ)) {
      read.setObject(1, from.atOffset(ZoneOffset.UTC));
      read.setObject(2, to.atOffset(ZoneOffset.UTC));
      try (ResultSet rows = read.executeQuery()) {
        while (rows.next()) {
          add(rows, booked);
        }
      }
    }
    return booked;
  }

  private void add(ResultSet row, Map<String, Map<Long, Long>> booked) throws SQLException {
    String team = row.getString("team");
    long hour = BudgetHistory.hour(row.getObject("hour", OffsetDateTime.class).toInstant());
    long units = Usd.units(row.getBigDecimal("cost"), RoundingMode.UNNECESSARY);
    for (BudgetEntry budget :
        selection.counting(
            row.getString("key"),
            team == null ? List.of() : tenancy.chain(team),
            row.getString("model"),
            Set.of(),
            Optional.ofNullable(row.getString("provider")))) {
      booked.computeIfAbsent(budget.id(), id -> new HashMap<>()).merge(hour, units, Math::addExact);
    }
  }
}
