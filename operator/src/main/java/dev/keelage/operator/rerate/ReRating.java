package dev.keelage.operator.rerate;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Rates calls of a period again and books the differences, as rows of their own. A few thousand
 * calls at a time, each time in one transaction; whatever ends it half way, the next run does the
 * rest, and one that follows a whole one finds nothing to do.
 */
public final class ReRating {
  private static final String TAKE_TURN =
      "SELECT pg_try_advisory_lock(hashtext('keelage.re_rate'))";
  private static final String END_TURN = "SELECT pg_advisory_unlock(hashtext('keelage.re_rate'))";
  private static final String DAYS =
      """
      SELECT asked.day::date FROM generate_series(?::date, ?::date, interval '1 day') AS asked (day),
        LATERAL (SELECT FROM keelage.ledger WHERE ledger.day = asked.day::date LIMIT 1) AS any_call
      ORDER BY 1""";

  private final DataSource postgres;
  private final PriceBook prices;

  public ReRating(DataSource postgres, PriceBook prices) {
    this.postgres = postgres;
    this.prices = prices;
  }

  /**
   * @throws SQLException if Postgres cannot be used, or has no schema yet
   * @throws IllegalStateException if another one runs
   */
  public ReRateReport run(ReRateOrder order) throws SQLException {
    ReRateReport report = new ReRateReport();
    try (Connection connection = postgres.getConnection();
        Turn turn = Turn.take(connection)) {
      LedgerPages pages = new LedgerPages(connection, order);
      for (LocalDate day : days(connection, order)) {
        day(pages, day, order.apply(), report);
      }
    }
    return report;
  }

  private void day(LedgerPages pages, LocalDate day, boolean apply, ReRateReport report)
      throws SQLException {
    List<BookedCall> page = pages.read(day, "");
    while (!page.isEmpty()) {
      List<Correction> corrections = new ArrayList<>();
      page.forEach(call -> rate(call, corrections, report));
      if (apply && !corrections.isEmpty()) {
        pages.write(day, corrections);
      }
      page = pages.read(day, page.getLast().id());
    }
  }

  private void rate(BookedCall call, List<Correction> corrections, ReRateReport report) {
    switch (prices.rate(call)) {
      case PriceBook.Rating.Left left -> report.left(left.why());
      case PriceBook.Rating.Rated rated -> {
        var correction = Correction.between(call, rated.cost());
        correction.ifPresent(corrections::add);
        report.rated(call, rated.cost().units(), correction.isPresent());
      }
    }
  }

  /** Given back before the connection closes: Postgres notices that only some time later. */
  private record Turn(Connection connection) implements AutoCloseable {
    static Turn take(Connection connection) throws SQLException {
      if (!ask(connection, TAKE_TURN)) {
        throw new IllegalStateException("another re-rating runs: wait for its end");
      }
      return new Turn(connection);
    }

    @Override
    public void close() throws SQLException {
      ask(connection, END_TURN);
    }

    private static boolean ask(Connection connection, String question) throws SQLException {
      try (Statement statement = connection.createStatement();
          ResultSet result = statement.executeQuery(question)) {
        result.next();
        return result.getBoolean(1);
      }
    }
  }

  /** The days of the period that the ledger has. */
  private static List<LocalDate> days(Connection connection, ReRateOrder order)
      throws SQLException {
    List<LocalDate> days = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(DAYS)) {
      statement.setObject(1, LocalDate.ofInstant(order.from(), ZoneOffset.UTC));
      statement.setObject(2, LocalDate.ofInstant(order.to().minusNanos(1), ZoneOffset.UTC));
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          days.add(result.getObject(1, LocalDate.class));
        }
      }
    }
    return days;
  }
}
