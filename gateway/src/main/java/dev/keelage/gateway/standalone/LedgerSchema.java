package dev.keelage.gateway.standalone;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;

/**
 * Brings the ledger's schema up to date and keeps its partitions ahead of time, as the operator
 * does in a cluster. In the background: calls do not wait for Postgres.
 */
final class LedgerSchema implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(LedgerSchema.class);
  private static final long RETRY_SECONDS = 5;
  private static final long AGAIN_SECONDS = TimeUnit.HOURS.toSeconds(6);

  private final String jdbcUrl;
  private final Properties credentials = new Properties();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("keelage-ledger-schema").factory());

  private LedgerSchema(String url) {
    URI uri = URI.create(url);
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    int port = uri.getPort() < 0 ? 5432 : uri.getPort();
    jdbcUrl = "jdbc:postgresql://%s:%d%s%s".formatted(uri.getHost(), port, uri.getPath(), query);
    String[] user = uri.getUserInfo() == null ? new String[0] : uri.getUserInfo().split(":", 2);
    if (user.length > 0) {
      credentials.setProperty("user", user[0]);
    }
    if (user.length > 1) {
      credentials.setProperty("password", user[1]);
    }
  }

  /**
   * Returns at once.
   *
   * @param url {@code postgresql://user:password@host:port/database}
   */
  static LedgerSchema keep(String url) {
    LedgerSchema schema = new LedgerSchema(url);
    schema.thread.execute(schema::prepare);
    return schema;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void prepare() {
    long next = AGAIN_SECONDS;
    try {
      Flyway.configure(LedgerSchema.class.getClassLoader())
          .dataSource(jdbcUrl, credentials.getProperty("user"), credentials.getProperty("password"))
          .schemas("keelage")
          .locations("classpath:dev/keelage/schema")
          .load()
          .migrate();
      ensurePartitions();
    } catch (FlywayException | SQLException e) {
      next = RETRY_SECONDS;
      LOG.warnf(
          "the ledger's schema is not ready, calls are booked in Redis meanwhile: %s",
          firstLine(e));
    }
    if (!thread.isShutdown()) {
      thread.schedule(this::prepare, next, TimeUnit.SECONDS);
    }
  }

  /** What follows in Flyway's messages is the same once more, in a box. */
  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("");
  }

  private void ensurePartitions() throws SQLException {
    try (Connection connection = DriverManager.getConnection(jdbcUrl, credentials);
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT keelage.ensure_partitions(current_date - 1, current_date + 7)");
    }
  }
}
