package dev.keelage.operator.rerate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelage.operator.ledger.MigratedLedger;
import dev.keelage.operator.ledger.PostgresUrl;
import dev.keelage.operator.usage.CountersAway;
import dev.keelage.operator.usage.RedisAddress;
import dev.keelage.operator.usage.RedisMode;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.BudgetEntry.Calendar;
import dev.keelage.snapshot.BudgetEntry.Window;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.Per;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.counter.BudgetHistory;
import dev.keelage.snapshot.counter.CounterNames;
import dev.keelage.testkit.RedisCluster;
import dev.keelage.testkit.RedisServer;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Counters in Redis after a re-rating. Every call has 1,000 tokens of input, booked at 0.001 USD.
 */
class CountersFollowIT {
  private static final Instant NOW = Instant.now();
  private static final Instant YESTERDAY = NOW.minus(Duration.ofDays(1));
  private static final long BOOKED = 10_000_000;
  private static final String TENANT = CounterNames.tenantTag("search");
  private static final String SHARED = CounterNames.sharedBudgetTag("both");
  private static final String EVER = ever("search-ever");
  private static final String OF_ALICE =
      CounterNames.ofUser("each-user", CounterNames.digestOf("alice"));
  private static final String KEY_MONTH =
      CounterNames.keySpent(TENANT, "k", YearMonth.from(NOW.atOffset(ZoneOffset.UTC)));
  private static final String TEAM_MONTH =
      CounterNames.teamSpent(TENANT, "search", YearMonth.from(NOW.atOffset(ZoneOffset.UTC)));

  private final MigratedLedger ledger = new MigratedLedger();
  private final RedisServer redis = RedisServer.start();
  private final Vertx vertx = Vertx.vertx();
  private final RedisCounters counters = counters(RedisMode.SINGLE, List.of(redis.uri()));

  @BeforeEach
  void bookTwoCalls() throws SQLException {
    book("old", YESTERDAY, "search");
    book("new", NOW, "search");
    for (String policy : List.of("search-ever", "search-day", OF_ALICE)) {
      history(TENANT, policy, YESTERDAY, NOW);
    }
    hold(EVER, 2 * BOOKED);
    redis.call("SET", KEY_MONTH, Long.toString(2 * BOOKED));
    redis.call("SET", TEAM_MONTH, Long.toString(2 * BOOKED));
  }

  @AfterEach
  void close() {
    counters.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    redis.close();
    ledger.close();
  }

  @Test
  void windowsThatAreOpenFollowAndThoseThatAreOverDoNot() throws Exception {
    String over =
        CounterNames.budget(
            TENANT, "search-day", YESTERDAY.atOffset(ZoneOffset.UTC).toLocalDate().toString());
    hold(over, BOOKED);

    run(snapshot("3"), counters);

    // Both calls cost three times as much; of the month, only what began in it
    assertThat(held(EVER)).isEqualTo(6 * BOOKED);
    assertThat(held(over)).isEqualTo(BOOKED);
    assertThat(held(ever(OF_ALICE))).isEqualTo(4 * BOOKED);
    assertThat(history(TENANT, "search-ever", YESTERDAY)).isEqualTo(3 * BOOKED);
    assertThat(history(TENANT, "search-day", NOW)).isEqualTo(3 * BOOKED);
    long inMonth = 2 * BOOKED * (sameMonth() ? 2 : 1);
    assertThat(number(KEY_MONTH)).isEqualTo(2 * BOOKED + inMonth);
    assertThat(number(TEAM_MONTH)).isEqualTo(2 * BOOKED + inMonth);

    run(snapshot("1"), counters);
    assertThat(held(EVER)).isEqualTo(2 * BOOKED);
    assertThat(number(KEY_MONTH)).isEqualTo(2 * BOOKED);
    assertThat(ledger.ask("SELECT count(*) FROM keelage.counters_due")).containsExactly("0");
  }

  @Test
  void whateverEndsARunEachCounterMovesOnce() throws SQLException, CountersAway {
    Counters dying = new DyingCounters(counters);

    int deaths = 0;
    while (dies(dying)) {
      deaths++;
      // What is booked while nobody re-rates
      redis.call("HINCRBY", EVER, "spent", "7");
    }

    assertThat(deaths).as("before and after each batch, of two days and two tags").isEqualTo(8);
    assertThat(held(EVER)).isEqualTo(6 * BOOKED + 8 * 7);
    assertThat(number(TEAM_MONTH)).isEqualTo(2 * BOOKED * (sameMonth() ? 3 : 2));
    run(snapshot("3"), counters);
    assertThat(held(EVER)).isEqualTo(6 * BOOKED + 8 * 7);
  }

  private boolean dies(Counters dying) throws SQLException {
    try {
      run(snapshot("3"), dying);
      return false;
    } catch (CountersAway e) {
      return true;
    }
  }

  @Test
  void nothingIsBookedWhileRedisIsAway() throws SQLException, CountersAway {
    String rows = "SELECT count(*), sum(cost) FROM keelage.ledger";
    List<String> before = ledger.ask(rows);
    redis.kill();

    assertThatThrownBy(() -> run(snapshot("3"), counters)).isInstanceOf(CountersAway.class);
    assertThat(ledger.ask(rows)).isEqualTo(before);
  }

  @Test
  void whatABudgetNeverCountedIsNotCorrectedInIt() throws SQLException, CountersAway {
    redis.call("DEL", CounterNames.history(TENANT, "search-ever"));
    redis.call(
        "HSET",
        CounterNames.history(TENANT, "search-ever"),
        "b",
        Long.toString(BudgetHistory.hour(NOW)),
        "d",
        "1");
    redis.call("DEL", TEAM_MONTH);

    run(snapshot("0.5"), counters);

    // One of both calls, and windows were declared anew meanwhile: they are made of the history
    assertThat(held(EVER)).isEqualTo(2 * BOOKED - BOOKED / 2);
    assertThat(redis.call("HGET", CounterNames.history(TENANT, "search-ever"), "d")).isEqualTo("");
    assertThat(redis.call("EXISTS", TEAM_MONTH)).hasToString("0");
  }

  @Test
  void onAClusterEachTagMovesByItself() throws SQLException, CountersAway {
    String shared = CounterNames.budget(SHARED, "both", "once");
    book("other", NOW, "ads");
    try (RedisCluster cluster = RedisCluster.start();
        RedisCounters there = counters(RedisMode.CLUSTER, cluster.uris())) {
      cluster.callFor(
          SHARED,
          "HSET",
          CounterNames.history(SHARED, "both"),
          "b",
          Long.toString(BudgetHistory.hour(YESTERDAY)));
      cluster.callFor(
          TENANT,
          "HSET",
          CounterNames.history(TENANT, "search-ever"),
          "b",
          Long.toString(BudgetHistory.hour(YESTERDAY)));

      run(snapshot("3"), there);

      assertThat(cluster.callFor(SHARED, "HGET", shared, "spent"))
          .hasToString(Long.toString(6 * BOOKED));
      assertThat(cluster.callFor(TENANT, "HGET", EVER, "spent"))
          .hasToString(Long.toString(4 * BOOKED));
    }
  }

  private void run(Snapshot snapshot, Counters with) throws SQLException, CountersAway {
    ReRateOrder all =
        new ReRateOrder(
            YESTERDAY.minusSeconds(1),
            NOW.plusSeconds(1),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            true);
    new ReRating(
            PostgresUrl.dataSource(ledger.uri()), snapshot, Optional.of(with), Clock.systemUTC())
        .run(all);
  }

  private RedisCounters counters(RedisMode mode, List<String> urls) {
    return new RedisCounters(vertx, new RedisAddress(mode, urls, Optional.empty()));
  }

  private static Snapshot snapshot(String input) {
    return PricedSnapshot.of(input, "2", budgets());
  }

  private static List<BudgetEntry> budgets() {
    return List.of(
        budget("both", once(), null, "search", "ads"),
        budget("each-user", once(), Per.USER, "search"),
        budget("search-day", calendar(Calendar.DAY), null, "search"),
        budget("search-ever", once(), null, "search"));
  }

  private static BudgetEntry budget(String id, Window window, @Nullable Per per, String... teams) {
    return new BudgetEntry(
        id,
        List.of(window),
        List.of(),
        BudgetEntry.Action.BLOCK,
        null,
        null,
        FailureMode.DENY,
        List.of(teams),
        List.of(),
        List.of(),
        per);
  }

  private static Window calendar(Calendar calendar) {
    return Window.of(BigDecimal.TEN, calendar, "UTC");
  }

  private static Window once() {
    return new Window(BigDecimal.TEN, null, null, "UTC", 1, 1, 1, null);
  }

  private static String ever(String policy) {
    return CounterNames.budget(TENANT, policy, "once");
  }

  private void history(String tag, String policy, Instant... calls) {
    String name = CounterNames.history(tag, policy);
    redis.call("HSET", name, "b", Long.toString(BudgetHistory.hour(YESTERDAY)));
    for (Instant call : calls) {
      redis.call("HINCRBY", name, "h" + BudgetHistory.hour(call), Long.toString(BOOKED));
    }
  }

  private long history(String tag, String policy, Instant hour) {
    return Long.parseLong(
        Objects.requireNonNull(
                redis.call(
                    "HGET", CounterNames.history(tag, policy), "h" + BudgetHistory.hour(hour)))
            .toString());
  }

  private void hold(String counter, long units) {
    redis.call("HSET", counter, "spent", Long.toString(units));
  }

  private long held(String counter) {
    return Long.parseLong(Objects.requireNonNull(redis.call("HGET", counter, "spent")).toString());
  }

  private long number(String counter) {
    return Long.parseLong(Objects.requireNonNull(redis.call("GET", counter)).toString());
  }

  private static boolean sameMonth() {
    return YearMonth.from(YESTERDAY.atOffset(ZoneOffset.UTC))
        .equals(YearMonth.from(NOW.atOffset(ZoneOffset.UTC)));
  }

  private void book(String call, Instant at, String team) throws SQLException {
    ledger.ask(
        """
        INSERT INTO keelage.ledger (
          call_id, day, started_at, input_tokens, cached_input_tokens, cache_write_5m_tokens,
          cache_write_1h_tokens, output_tokens, reasoning_tokens, latency_ms, attempts,
          http_status, estimated, priced, cost, cost_parts, status, operation, tenant, team, key,
          end_user, model, deployment, provider)
        VALUES ('%s', ('%2$s'::timestamptz AT TIME ZONE 'UTC')::date, '%2$s', 1000, 0, 0, 0, 0, 0,
          1, 1, 200, false, true, 0.001, '{"input": 10000000}', 'completed', 'chat', '%3$s',
          '%3$s', 'k', 'alice', 'ai/gpt', 'azure', 'ai/azure')
        RETURNING 1
        """
            .formatted(call, at, team));
  }
}
