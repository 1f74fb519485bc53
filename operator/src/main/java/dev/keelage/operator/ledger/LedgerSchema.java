package dev.keelage.operator.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;

/**
 * Migrates the ledger's schema and keeps partitions of days ahead. Postgres may be away: it is
 * tried again until it is there, and nothing else waits for it but the first attempt.
 */
public final class LedgerSchema implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(LedgerSchema.class);
  private static final String MIGRATIONS = "classpath:dev/keelage/schema";
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final Duration ROUND = Duration.ofHours(6);
  private static final int DAYS_AHEAD = 7;

  private final Optional<DataSource> postgres;
  private final Clock clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("keelage-ledger").daemon().factory());
  private volatile State state;

  /** How far it is. */
  public enum State {
    /** No Postgres is configured. */
    NOT_CONFIGURED,
    /** Postgres was not reached yet, or refused. */
    PENDING,
    /** Gateways can write. */
    READY
  }

  /**
   * @param url of Postgres; empty = none
   */
  public LedgerSchema(Optional<String> url, Clock clock) {
    postgres = url.map(PostgresUrl::dataSource);
    this.clock = clock;
    state = postgres.isEmpty() ? State.NOT_CONFIGURED : State.PENDING;
  }

  public State state() {
    return state;
  }

  /**
   * Migrates in the background.
   *
   * @param afterFirstAttempt called once, whether it succeeded or not
   */
  public void start(Runnable afterFirstAttempt) {
    thread.execute(
        () -> {
          round();
          afterFirstAttempt.run();
        });
  }

  private void round() {
    if (postgres.isEmpty()) {
      return;
    }
    Duration next = RETRY;
    try {
      migrate(postgres.get());
      int created = ensurePartitions(postgres.get());
      if (state != State.READY) {
        LOG.info("the ledger's schema is ready");
      }
      if (created > 0) {
        LOG.infof("created %d partitions of the ledger", created);
      }
      state = State.READY;
      next = ROUND;
    } catch (FlywayException | SQLException e) {
      LOG.warnf(
          "the ledger's schema is not ready, next try in %d s; gateways keep what they book in"
              + " Redis: %s",
          RETRY.toSeconds(), firstLine(e));
    }
    thread.schedule(this::round, next.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void migrate(DataSource source) {
    Flyway.configure(LedgerSchema.class.getClassLoader())
        .dataSource(source)
        .locations(MIGRATIONS)
        .schemas("keelage")
        .table("schema_history")
        .failOnMissingLocations(true)
        .load()
        .migrate();
  }

  private int ensurePartitions(DataSource source) throws SQLException {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    try (Connection connection = source.getConnection();
        PreparedStatement statement =
            connection.prepareStatement("SELECT keelage.ensure_partitions(?, ?)")) {
      statement.setObject(1, today);
      statement.setObject(2, today.plusDays(DAYS_AHEAD));
      try (var result = statement.executeQuery()) {
        result.next();
        return result.getInt(1);
      }
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("");
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
