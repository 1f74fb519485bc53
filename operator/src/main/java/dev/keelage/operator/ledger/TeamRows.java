package dev.keelage.operator.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Removes rows of teams whose rows are kept for less long than the others', once a day for each
 * team. Used by one thread.
 */
final class TeamRows {
  private static final Logger LOG = Logger.getLogger(TeamRows.class);

  /** Bounds a transaction. */
  private static final int ROWS_AT_ONCE = 10_000;

  /** Rows that come later than that for a day that was emptied wait for the next start. */
  private static final int DAYS_LATE = 7;

  private final Map<String, LocalDate> emptiedBefore = new HashMap<>();

  /**
   * @param kept by team, {@code namespace/name}
   */
  void remove(Connection connection, Map<String, Duration> kept, LocalDate today)
      throws SQLException {
    for (Map.Entry<String, Duration> team : kept.entrySet()) {
      LocalDate firstKept = today.minusDays(team.getValue().toDays());
      LocalDate before = emptiedBefore.get(team.getKey());
      if (before == null || firstKept.isAfter(before)) {
        LocalDate since = before == null ? LocalDate.EPOCH : before.minusDays(DAYS_LATE);
        remove(connection, team.getKey(), firstKept, since);
        emptiedBefore.put(team.getKey(), firstKept);
      }
    }
  }

  private static void remove(
      Connection connection, String team, LocalDate firstKept, LocalDate since)
      throws SQLException {
    long rows = 0;
    int removed;
    do {
      removed = forget(connection, team, firstKept, since);
      rows += removed;
    } while (removed > 0 && !Thread.currentThread().isInterrupted());
    if (rows > 0) {
      LOG.infof("removed %d rows of team %s from the ledger, all before %s", rows, team, firstKept);
    }
  }

  private static int forget(
      Connection connection, String team, LocalDate firstKept, LocalDate since)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT keelage.forget_team(?, ?, ?, ?)")) {
      statement.setString(1, team);
      statement.setObject(2, firstKept);
      statement.setInt(3, ROWS_AT_ONCE);
      statement.setObject(4, since);
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getInt(1);
      }
    }
  }
}
