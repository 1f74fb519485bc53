package dev.keelage.operator.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.operator.ledger.MigratedLedger;
import dev.keelage.operator.ledger.PostgresUrl;
import dev.keelage.operator.usage.CountersAway;
import dev.keelage.operator.usage.RedisAddress;
import dev.keelage.operator.usage.RedisMode;
import dev.keelage.operator.usage.RedisQuestions;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.BudgetEntry.Calendar;
import dev.keelage.snapshot.BudgetEntry.Window;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.Sharing;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.TeamEntry;
import dev.keelage.snapshot.counter.BudgetHistory;
import dev.keelage.snapshot.counter.CounterNames;
import dev.keelage.testkit.RedisServer;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What gateways counted, held against what the ledger says. */
class BudgetAuditIT {
  private static final long CENT = 100_000_000;

  /** The hour that calls are of, and a time at which all of them are booked. */
  private static final Instant HOUR =
      Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(5));

  private static final Instant SETTLED = HOUR.plus(Duration.ofMinutes(100));
  private static final Instant BEFORE = HOUR.minus(Duration.ofMinutes(30));
  private static final Duration ROUND = Duration.ofMinutes(5);
  private static final String TAG = CounterNames.tenantTag("root");
  private static final String HISTORY = CounterNames.history(TAG, "day");

  private final MigratedLedger ledger = new MigratedLedger();
  private final RedisServer redis = RedisServer.start();
  private final Vertx vertx = Vertx.vertx();
  private final RedisQuestions questions =
      new RedisQuestions(
          vertx,
          new RedisAddress(RedisMode.SINGLE, List.of(redis.uri()), Optional.empty()),
          Duration.ofSeconds(10));
  private final BudgetAudit audit =
      new BudgetAudit(PostgresUrl.dataSource(ledger.uri()), questions);

  @BeforeEach
  void countAndBook() throws Exception {
    redis.call("HSET", HISTORY, "b", Long.toString(BudgetHistory.hour(BEFORE) - 1));
    count(3 * CENT);
    book("one", "0.01");
    book("two", "0.02");
    assertThat(differences(BEFORE)).as("nothing is over yet").isEmpty();
  }

  @AfterEach
  void close() {
    questions.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    redis.close();
    ledger.close();
  }

  @Test
  void findsNothingWhereBothSayTheSame() throws Exception {
    assertThat(differences(SETTLED)).hasValue(sorted(0));
    assertThat(differences(SETTLED.plus(ROUND))).hasValue(sorted(0));
  }

  @Test
  void tellsADifferenceThatIsThereAgain() throws Exception {
    count(CENT);

    assertThat(differences(SETTLED)).hasValue(sorted(0));
    assertThat(differences(SETTLED.plus(ROUND))).hasValue(sorted(CENT));
    book("late", "0.05");
    assertThat(differences(SETTLED.plus(ROUND.multipliedBy(2)))).hasValue(sorted(0));
    assertThat(differences(SETTLED.plus(ROUND.multipliedBy(3)))).hasValue(sorted(-4 * CENT));
  }

  @Test
  void saysNothingWhileTheLedgerIsBehind() throws Exception {
    redis.call(
        "XADD",
        CounterNames.ledger(TAG),
        SETTLED.minusSeconds(600).toEpochMilli() + "-0",
        "e",
        "x");
    assertThat(differences(SETTLED)).isEmpty();
    redis.call("DEL", CounterNames.ledger(TAG));
    assertThat(audit.differences(snapshot("root"), Optional.of(BEFORE), SETTLED)).isEmpty();
    assertThat(audit.differences(snapshot("root"), Optional.empty(), SETTLED)).isEmpty();
  }

  @Test
  void doesNotLookAtHoursBeforeASelectionWasChanged() throws Exception {
    count(CENT);
    Instant changed = HOUR.plusSeconds(600);
    Snapshot other = snapshot("root", "other");

    assertThat(audit.differences(other, Optional.of(changed), changed)).isEmpty();
    assertThat(audit.differences(other, Optional.of(SETTLED), SETTLED)).isEmpty();
  }

  private Optional<SortedMap<String, Long>> differences(Instant now)
      throws SQLException, CountersAway {
    ledger.rollUp();
    return audit.differences(snapshot("root"), Optional.of(now), now);
  }

  private static SortedMap<String, Long> sorted(long units) {
    return new TreeMap<>(Map.of("day", units));
  }

  private void count(long units) {
    redis.call("HINCRBY", HISTORY, "h" + BudgetHistory.hour(HOUR), Long.toString(units));
  }

  private static Snapshot snapshot(String... teams) {
    return new Snapshot(
        List.of(),
        List.of(),
        List.of(
            new TeamEntry("root", null, null, null, Sharing.none()),
            new TeamEntry("other", "root", null, null, Sharing.none())),
        List.of(),
        List.of(
            new BudgetEntry(
                "day",
                List.of(Window.of(BigDecimal.TEN, Calendar.DAY, "UTC")),
                List.of(),
                BudgetEntry.Action.BLOCK,
                null,
                null,
                FailureMode.DENY,
                List.of(teams),
                List.of())),
        List.of());
  }

  private void book(String call, String usd) throws SQLException {
    ledger.ask(
        """
        INSERT INTO keelage.ledger (
          call_id, day, started_at, input_tokens, cached_input_tokens, cache_write_5m_tokens,
          cache_write_1h_tokens, output_tokens, reasoning_tokens, latency_ms, attempts,
          http_status, estimated, priced, cost, status, operation, tenant, team, key, model)
        VALUES ('%s', ('%2$s'::timestamptz AT TIME ZONE 'UTC')::date, '%2$s', 1, 0, 0, 0, 0, 0, 1,
          1, 200, false, true, %3$s, 'completed', 'chat', 'root', 'other', 'k', 'ai/gpt')
        RETURNING 1
        """
            .formatted(call, HOUR.plusSeconds(5), usd));
  }
}
