package dev.keelage.perf.leg;

import dev.keelage.perf.upstream.Tally;
import dev.keelage.testkit.PostgresServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** The ledger in Postgres, held against what the vendor counted. */
final class Ledger {
  /** USD per million tokens that the legs' models declare. */
  static final BigDecimal INPUT_PRICE = new BigDecimal("2.50");

  static final BigDecimal OUTPUT_PRICE = new BigDecimal("10.00");

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  // The vendor's prompt tokens are input, cached or not; its completion tokens include reasoning.
  private static final String SUMS =
      """
      SELECT count(*),
             coalesce(sum(input_tokens + cached_input_tokens + cache_write_5m_tokens
               + cache_write_1h_tokens + output_tokens + reasoning_tokens), 0),
             coalesce(sum(cost), 0)
      FROM keelage.ledger
      """;

  private Ledger() {}

  /** Waits until the ledger has a row for each call, two minutes at most, and compares. */
  static Books settled(PostgresServer postgres, Tally vendor)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Books books = read(postgres, vendor);
    while (books.ledgerRows() < vendor.calls() && System.nanoTime() - begin < PATIENCE.toNanos()) {
      Thread.sleep(200);
      books = read(postgres, vendor);
    }
    return books;
  }

  private static Books read(PostgresServer postgres, Tally vendor) throws IOException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet sums = statement.executeQuery(SUMS)) {
      sums.next();
      return new Books(
          vendor.calls(),
          sums.getLong(1),
          vendor.promptTokens() + vendor.completionTokens(),
          sums.getLong(2),
          cost(vendor),
          sums.getBigDecimal(3));
    } catch (SQLException e) {
      throw new IOException("the ledger cannot be read", e);
    }
  }

  private static BigDecimal cost(Tally vendor) {
    return INPUT_PRICE
        .multiply(BigDecimal.valueOf(vendor.promptTokens()))
        .add(OUTPUT_PRICE.multiply(BigDecimal.valueOf(vendor.completionTokens())))
        .movePointLeft(6);
  }
}
