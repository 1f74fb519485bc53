package dev.keelage.operator.rerate;

import dev.keelage.operator.rerate.CorrectionBook.Corrected;
import dev.keelage.operator.usage.CountersAway;
import dev.keelage.snapshot.Snapshot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Rates calls of a period again and books the differences, as rows of their own; counters of
 * budgets, keys and teams follow. A few thousand calls at a time, each time in one transaction;
 * whatever ends it half way, the next run does the rest, and one that follows a whole one finds
 * nothing to do.
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

  /** Rows change under a re-rating when a day is dropped or a team's are removed. */
  private static final int ATTEMPTS = 5;

  private final DataSource postgres;
  private final PriceBook prices;
  private final Counting counting;
  private final Optional<Counters> counters;
  private final Clock clock;

  /**
   * @param snapshot whose prices and budgets hold
   * @param counters that follow what is booked; nothing can be booked without
   */
  public ReRating(
      DataSource postgres, Snapshot snapshot, Optional<? extends Counters> counters, Clock clock) {
    this.postgres = postgres;
    this.prices = new PriceBook(snapshot);
    this.counting = new Counting(snapshot);
    this.counters = counters.map(known -> known);
    this.clock = clock;
  }

  /**
   * @throws SQLException if Postgres cannot be used, or has no schema yet
   * @throws CountersAway if Redis cannot be used; what is booked by then is whole, and the counters
   *     follow with the next run
   * @throws IllegalStateException if another one runs, or there are no counters to follow
   */
  public ReRateReport run(ReRateOrder order) throws SQLException, CountersAway {
    ReRateReport report = new ReRateReport();
    try (Connection connection = postgres.getConnection();
        Turn turn = Turn.take(connection)) {
      LedgerPages pages = new LedgerPages(connection, order);
      Optional<CorrectionBook> book =
          order.apply() ? Optional.of(book(connection, pages)) : Optional.empty();
      if (book.isPresent()) {
        book.get().open();
      }
      for (LocalDate day : days(connection, order)) {
        day(pages, day, book, report);
      }
      book.ifPresent(each -> report.unmoved(each.unmoved()));
    }
    return report;
  }

  private CorrectionBook book(Connection connection, LedgerPages pages) {
    return new CorrectionBook(
        connection,
        pages,
        counting,
        counters.orElseThrow(
            () -> new IllegalStateException("without counters, budgets cannot follow")),
        clock);
  }

  private void day(
      LedgerPages pages, LocalDate day, Optional<CorrectionBook> book, ReRateReport report)
      throws SQLException, CountersAway {
    List<BookedCall> page = pages.read(day, "");
    String before = "";
    int attempts = 0;
    while (!page.isEmpty()) {
      List<Corrected> corrected = corrected(page);
      if (book.isEmpty() || corrected.isEmpty() || book.get().write(day, corrected)) {
        page.forEach(call -> report(call, report));
        before = page.getLast().id();
        attempts = 0;
      } else if (++attempts == ATTEMPTS) {
        throw new IllegalStateException("rows of " + day + " are being removed: run it again");
      }
      page = pages.read(day, before);
    }
  }

  private List<Corrected> corrected(List<BookedCall> page) {
    List<Corrected> corrected = new ArrayList<>();
    for (BookedCall call : page) {
      if (prices.rate(call) instanceof PriceBook.Rating.Rated rated) {
        Correction.between(call, rated.cost())
            .ifPresent(correction -> corrected.add(new Corrected(call, correction)));
      }
    }
    return corrected;
  }

  private void report(BookedCall call, ReRateReport report) {
    switch (prices.rate(call)) {
      case PriceBook.Rating.Left left -> report.left(left.why());
      case PriceBook.Rating.Rated rated ->
          report.rated(
              call, rated.cost().units(), Correction.between(call, rated.cost()).isPresent());
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
