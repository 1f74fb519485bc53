package dev.keelage.operator.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Sums the ledger up by hour and day, and lets days and teams' rows go whose time has come. What it
 * does is in the database's own functions; each call is a transaction of its own, and doing one
 * twice changes nothing. Belongs to the leader.
 */
public final class LedgerUpkeep implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(LedgerUpkeep.class);

  /** Bounds how long one transaction holds back what others have to clean up. */
  private static final int HOURS_AT_ONCE = 24;

  /** Summing up takes at most this part of the time. */
  private static final int RESTS = 10;

  private final Optional<DataSource> postgres;
  private final Optional<Duration> retention;
  private final Supplier<Map<String, Duration>> teams;
  private final TeamRows teamRows = new TeamRows();
  private final Duration interval;
  private final Clock clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("keelage-ledger-upkeep").daemon().factory());
  private volatile Optional<Instant> summedUp = Optional.empty();
  private boolean failed;

  /**
   * @param url of Postgres; empty = there is nothing to do
   * @param interval between two looks at the ledger
   * @param retention how long rows are kept; empty = for ever
   * @param teams whose rows are kept for less long, and for how long, by {@code namespace/name};
   *     throws {@link IllegalStateException} while that is not known
   */
  public LedgerUpkeep(
      Optional<String> url,
      Duration interval,
      Optional<Duration> retention,
      Supplier<Map<String, Duration>> teams,
      Clock clock) {
    this.postgres = url.map(PostgresUrl::dataSource);
    this.interval = interval;
    this.retention = retention;
    this.teams = teams;
    this.clock = clock;
  }

  /** Begins, and looks again and again. Without its schema there is nothing to look at. */
  public void start(BooleanSupplier schemaReady) {
    postgres.ifPresent(source -> thread.execute(() -> round(source, schemaReady)));
  }

  /** Up to when all that was booked is in the sums; empty = not known since the start. */
  public Optional<Instant> summedUp() {
    return summedUp;
  }

  private void round(DataSource source, BooleanSupplier schemaReady) {
    Instant begun = clock.instant();
    if (schemaReady.getAsBoolean()) {
      try (Connection connection = source.getConnection()) {
        sumUp(connection);
        summedUp = Optional.of(begun);
        retention.ifPresent(kept -> drop(connection, firstKept(begun, kept)));
        teamRows.remove(connection, teams.get(), LocalDate.ofInstant(begun, ZoneOffset.UTC));
        failed = false;
      } catch (SQLException | IllegalStateException e) {
        report("the ledger is not summed up, or not rid of rows", e);
      }
    }
    Duration took = Duration.between(begun, clock.instant());
    Duration rest = took.multipliedBy(RESTS);
    thread.schedule(
        () -> round(source, schemaReady),
        Math.max(interval.toMillis(), rest.toMillis()),
        TimeUnit.MILLISECONDS);
  }

  private static LocalDate firstKept(Instant now, Duration kept) {
    return LocalDate.ofInstant(now.minus(kept), ZoneOffset.UTC);
  }

  private static void sumUp(Connection connection) throws SQLException {
    int due;
    do {
      due = call(connection, "SELECT keelage.roll_up(?)", HOURS_AT_ONCE, Types.INTEGER);
    } while (due > 0 && !Thread.currentThread().isInterrupted());
  }

  private void drop(Connection connection, LocalDate firstKept) {
    try {
      int dropped = call(connection, "SELECT keelage.drop_before(?)", firstKept, Types.DATE);
      if (dropped > 0) {
        LOG.infof("dropped %d days of the ledger, all before %s", dropped, firstKept);
      }
    } catch (SQLException e) {
      report("days of the ledger before " + firstKept + " are still there", e);
    }
  }

  private static int call(Connection connection, String function, Object argument, int type)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(function)) {
      statement.setObject(1, argument, type);
      try (var result = statement.executeQuery()) {
        result.next();
        return result.getInt(1);
      }
    }
  }

  /** Once, until it succeeds again: Postgres may be away for long. */
  private void report(String what, Exception cause) {
    if (!failed) {
      LOG.warnf("%s, will be tried again: %s", what, cause.getMessage());
    }
    failed = true;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
