package dev.keelage.operator.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;

/** Calls that are booked in a ledger of their own, and what their days add up to. */
abstract class LedgerCase {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final LocalDate TODAY = LocalDate.now(ZoneOffset.UTC);
  static final String DAYS =
      "SELECT day, team, calls, orphaned, output_tokens, cost FROM keelage.usage_by_day"
          + " ORDER BY day, team";

  final MigratedLedger ledger = new MigratedLedger();

  @AfterEach
  void close() {
    ledger.close();
  }

  void book(
      String call, LocalDate day, String time, String team, String status, long output, String cost)
      throws SQLException {
    try (Connection connection = ledger.connect()) {
      book(connection, call, day, time, team, status, output, cost);
    }
  }

  /** As a gateway does it: what is there stays, unless it is an orphan. */
  static void book(
      Connection connection,
      String call,
      LocalDate day,
      String time,
      String team,
      String status,
      long output,
      String cost)
      throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO keelage.ledger AS book (
            call_id, day, started_at, input_tokens, cached_input_tokens, cache_write_5m_tokens,
            cache_write_1h_tokens, output_tokens, reasoning_tokens, latency_ms, attempts,
            http_status, estimated, priced, cost, status, operation, tenant, team, key, model)
          VALUES ('%1$s', '%2$s', '%2$s %3$s Z', 0, 0, 0, 0, %6$d, 0, 1, 1, 200, false, true, %7$s,
            '%5$s', 'chat', '%4$s', '%4$s', 'k', 'm')
          ON CONFLICT (call_id, day) DO UPDATE SET
            status = excluded.status, output_tokens = excluded.output_tokens, cost = excluded.cost
          WHERE book.status = 'orphaned' AND excluded.status <> 'orphaned'
          """
              .formatted(call, day, time, team, status, output, cost));
    }
  }
}
