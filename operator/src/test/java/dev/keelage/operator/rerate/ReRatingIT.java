package dev.keelage.operator.rerate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelage.operator.ledger.MigratedLedger;
import dev.keelage.operator.ledger.PostgresUrl;
import dev.keelage.operator.usage.CountersAway;
import dev.keelage.operator.usage.RedisAddress;
import dev.keelage.operator.usage.RedisMode;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.testkit.RedisServer;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReRatingIT {
  private static final LocalDate TODAY = LocalDate.now(ZoneOffset.UTC);
  private static final LocalDate YESTERDAY = TODAY.minusDays(1);
  private static final String COSTS =
      "SELECT coalesce(corrects, call_id) AS call, count(*), sum(cost) FROM keelage.ledger"
          + " GROUP BY 1 ORDER BY 1";
  private static final String SUMS =
      "SELECT day, sum(calls), sum(output_tokens), sum(cost) FROM keelage.usage_by_day"
          + " GROUP BY day ORDER BY day";
  private final MigratedLedger ledger = new MigratedLedger();
  private final RedisServer redis = RedisServer.start();
  private final Vertx vertx = Vertx.vertx();
  private final RedisCounters counters =
      new RedisCounters(
          vertx, new RedisAddress(RedisMode.SINGLE, List.of(redis.uri()), Optional.empty()));

  @BeforeEach
  void bookCalls() throws SQLException {
    // At 1 and 2 USD per million
    book(
        "a",
        YESTERDAY,
        "ai/gpt",
        "azure",
        "search",
        "completed",
        1000,
        500,
        "{\"input\": 10000000, \"output\": 10000000}");
    book(
        "b",
        TODAY,
        "ai/gpt",
        "azure",
        "ads",
        "completed",
        0,
        1_000_000,
        "{\"output\": 20000000000}");
    book(
        "c",
        TODAY,
        "ai/gpt",
        "direct",
        "search",
        "completed",
        3,
        0,
        "{\"input\": 60000, \"provider\": -30000}");
    book("failed", TODAY, "ai/gpt", "azure", "search", "failed", 0, 0, "{}");
    book("orphan", TODAY, "ai/gpt", null, "search", "orphaned", 7, 7, "{\"output\": 900}");
    book("gone", TODAY, "ai/old", "azure", "search", "completed", 7, 7, "{\"output\": 900}");
  }

  @AfterEach
  void close() {
    counters.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    redis.close();
    ledger.close();
  }

  @Test
  void saysWhatWouldChangeAndChangesNothing() throws SQLException, CountersAway {
    List<String> before = ledger.ask(COSTS);

    ReRateReport report = run(PricedSnapshot.of("3", "2"), order(false));

    assertThat(ledger.ask(COSTS)).isEqualTo(before);
    assertThat(report.calls()).isEqualTo(6);
    assertThat(report.changed()).isEqualTo(1);
    assertThat(report.text(false))
        .containsPattern("ai/gpt azure +3 +1 +2\\.0020000000 +2\\.0040000000 +0\\.0020000000")
        .contains("1 calls stay as they are; orphaned")
        .contains("1 calls stay as they are; their deployment is gone")
        .contains("1 of 6 calls would be corrected");
  }

  @Test
  void correctionsAreRowsOfTheirOwnAndSumsFollow() throws SQLException, CountersAway {
    ledger.rollUp();
    String booked = "SELECT * FROM keelage.ledger WHERE corrects IS NULL ORDER BY call_id";
    List<String> rows = ledger.ask(booked);

    run(PricedSnapshot.of("3", "2"), order(true));
    ledger.rollUp();

    assertThat(ledger.ask(booked)).isEqualTo(rows);
    assertThat(
            ledger.ask(
                "SELECT call_id, corrects, day, status, team, output_tokens, cost, cost_parts"
                    + " FROM keelage.ledger WHERE corrects IS NOT NULL"))
        .containsExactly(
            "a~1 a " + YESTERDAY + " rerated search 0 0.0020000000 {\"input\": 20000000}");
    assertThat(ledger.ask(SUMS))
        .containsExactly(YESTERDAY + " 1 500 0.0040000000", TODAY + " 5 1000014 2.0000031800");
  }

  @Test
  void sumsOfTagsFollowToo() throws SQLException, CountersAway {
    ledger.ask(
        "UPDATE keelage.ledger SET tags = '{batch,nightly}' WHERE call_id = 'a' RETURNING 1");

    run(PricedSnapshot.of("3", "2"), order(true));
    ledger.rollUp();

    assertThat(
            ledger.ask(
                "SELECT kind, name, calls, cost FROM keelage.usage_by_name_day ORDER BY name"))
        .containsExactly("tag batch 1 0.0040000000", "tag nightly 1 0.0040000000");
  }

  @Test
  void doingItAgainChangesNothing() throws SQLException, CountersAway {
    run(PricedSnapshot.of("3", "5"), order(true));
    List<String> once = ledger.ask(COSTS);
    ReRateReport again = run(PricedSnapshot.of("3", "5"), order(true));

    assertThat(again.changed()).isZero();
    assertThat(ledger.ask(COSTS)).isEqualTo(once).contains("a 2 0.0055000000", "b 2 5.0000000000");

    // And at the old prices all is as it was, to the last unit and part
    run(PricedSnapshot.of("1", "2"), order(true));
    assertThat(ledger.ask(COSTS))
        .contains("a 3 0.0020000000", "b 3 2.0000000000", "c 1 0.0000030000");
    assertThat(
            ledger.ask(
                "SELECT coalesce(corrects, call_id), part, sum(cost) FROM keelage.cost_breakdown"
                    + " WHERE 'a' IN (call_id, corrects) GROUP BY 1, 2 ORDER BY 2"))
        .containsExactly("a input 0.0010000000", "a output 0.0010000000");
  }

  @Test
  void partsMayMoveWhereTheSumDoesNot() throws SQLException, CountersAway {
    // 1,000 of input and 500 of output cost 20 either way
    run(PricedSnapshot.of("1.5", "1"), order(true, "ai/gpt", "azure", "search"));

    assertThat(
            ledger.ask("SELECT call_id, cost, cost_parts FROM keelage.ledger WHERE corrects = 'a'"))
        .containsExactly("a~1 0.0000000000 {\"input\": 5000000, \"output\": -5000000}");
    assertThat(
            run(PricedSnapshot.of("1.5", "1"), order(true, "ai/gpt", "azure", "search")).changed())
        .isZero();
  }

  @Test
  void aPeriodMayBeNarrowedToTheHourAndToWhoAndWhat() throws SQLException, CountersAway {
    Snapshot dear = PricedSnapshot.of("10", "20");

    assertThat(run(dear, order(true, "ai/gpt", "direct", "search")).changed()).isZero();
    assertThat(run(dear, order(true, "ai/gpt", "azure", "ads")).changed()).isEqualTo(1);
    Instant noon = TODAY.atTime(12, 0).toInstant(ZoneOffset.UTC);
    ReRateOrder beforeNoon =
        new ReRateOrder(
            YESTERDAY.atTime(12, 0).toInstant(ZoneOffset.UTC).plusSeconds(1),
            noon,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            true);
    assertThat(run(dear, beforeNoon).calls()).isZero();
    assertThat(ledger.ask(COSTS)).contains("a 1 0.0020000000", "b 2 20.0000000000");
  }

  @Test
  void moreThanAPageIsRatedToTheLastCall() throws SQLException, CountersAway {
    ledger.ask(
        """
        INSERT INTO keelage.ledger SELECT (jsonb_populate_record(book, jsonb_build_object('call_id', 'x' || n))).*
        FROM keelage.ledger AS book, generate_series(1, %d) AS n WHERE call_id = 'a' RETURNING 1
        """
            .formatted(2 * LedgerPages.CALLS + 1));

    assertThat(run(PricedSnapshot.of("3", "2"), order(true)).changed())
        .isEqualTo(2 * LedgerPages.CALLS + 2);
    assertThat(run(PricedSnapshot.of("3", "2"), order(true)).changed()).isZero();
  }

  @Test
  void onlyOneRunsAtATime() throws SQLException, CountersAway {
    try (Connection other = ledger.connect()) {
      MigratedLedger.ask(other, "SELECT pg_advisory_lock(hashtext('keelage.re_rate'))");

      assertThatThrownBy(() -> run(PricedSnapshot.of("3", "2"), order(true)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another re-rating runs");
    }
  }

  private ReRateReport run(Snapshot snapshot, ReRateOrder order) throws SQLException, CountersAway {
    return new ReRating(
            PostgresUrl.dataSource(ledger.uri()),
            snapshot,
            Optional.of(counters),
            Clock.systemUTC())
        .run(order);
  }

  private static ReRateOrder order(boolean apply) {
    return new ReRateOrder(
        YESTERDAY.atStartOfDay(ZoneOffset.UTC).toInstant(),
        TODAY.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        apply);
  }

  private static ReRateOrder order(boolean apply, String model, String deployment, String team) {
    ReRateOrder all = order(apply);
    return new ReRateOrder(
        all.from(),
        all.to(),
        Optional.of(model),
        Optional.of(deployment),
        Optional.of("ai/" + deployment),
        Optional.of(team),
        apply);
  }

  private void book(
      String call,
      LocalDate day,
      String model,
      @Nullable String deployment,
      String team,
      String status,
      long input,
      long output,
      String parts)
      throws SQLException {
    ledger.ask(
        """
        INSERT INTO keelage.ledger (
          call_id, day, started_at, input_tokens, cached_input_tokens, cache_write_5m_tokens,
          cache_write_1h_tokens, output_tokens, reasoning_tokens, latency_ms, attempts,
          http_status, estimated, priced, cost, cost_parts, status, operation, tenant, team, key,
          model, deployment, provider)
        VALUES ('%s', '%2$s', '%2$s 12:00 Z', %6$d, 0, 0, 0, %7$d, 0, 1, 1, 200, false, true,
          (SELECT coalesce(sum(value::numeric), 0) * 0.0000000001 FROM jsonb_each_text('%8$s')),
          nullif('%8$s', '{}')::jsonb, '%5$s', 'chat', '%4$s', '%4$s', 'k', '%3$s', %9$s, %10$s)
        RETURNING 1
        """
            .formatted(
                call,
                day,
                model,
                team,
                status,
                input,
                output,
                parts,
                deployment == null ? "NULL" : "'" + deployment + "'",
                deployment == null ? "NULL" : "'ai/" + deployment + "'"));
  }
}
