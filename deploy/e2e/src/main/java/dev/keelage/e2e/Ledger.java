package dev.keelage.e2e;

import dev.keelage.testkit.PostgresServer;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The book in Postgres, as anybody with access reads it. */
public final class Ledger {
  private static final String ROWS =
      """
      SELECT call_id, key, team, model, deployment, status, estimated, cost, attempts,
             input_tokens, cached_input_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
             output_tokens, reasoning_tokens
      FROM keelage.ledger ORDER BY started_at
      """;

  private final PostgresServer postgres;

  Ledger(PostgresServer postgres) {
    this.postgres = postgres;
  }

  /**
   * One booked call.
   *
   * @param key {@code namespace/name} of the VirtualKey
   * @param cost USD
   */
  public record Row(
      String callId,
      String key,
      String team,
      String model,
      String deployment,
      String status,
      boolean estimated,
      BigDecimal cost,
      int attempts,
      long input,
      long cached,
      long cacheWrite,
      long output,
      long reasoning) {

    public boolean orphaned() {
      return status.equals("orphaned");
    }
  }

  /** All rows, oldest call first. */
  public List<Row> rows() {
    var rows = new ArrayList<Row>();
    try (var connection = postgres.connect();
        var statement = connection.createStatement();
        var result = statement.executeQuery(ROWS)) {
      while (result.next()) {
        rows.add(row(result));
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the ledger cannot be read", e);
    }
    return rows;
  }

  /** The rows of one key. */
  public List<Row> rowsOf(String key) {
    return rows().stream().filter(row -> row.key().equals(key)).toList();
  }

  /**
   * The rows of one key by their call.
   *
   * @throws IllegalStateException if a call is booked twice
   */
  public Map<String, Row> byCall(String key) {
    return rowsOf(key).stream().collect(Collectors.toMap(Row::callId, Function.identity()));
  }

  private static Row row(ResultSet result) throws SQLException {
    return new Row(
        result.getString("call_id"),
        result.getString("key"),
        String.valueOf(result.getString("team")),
        result.getString("model"),
        String.valueOf(result.getString("deployment")),
        result.getString("status"),
        result.getBoolean("estimated"),
        result.getBigDecimal("cost"),
        result.getInt("attempts"),
        result.getLong("input_tokens"),
        result.getLong("cached_input_tokens"),
        result.getLong("cache_write_5m_tokens") + result.getLong("cache_write_1h_tokens"),
        result.getLong("output_tokens"),
        result.getLong("reasoning_tokens"));
  }
}
