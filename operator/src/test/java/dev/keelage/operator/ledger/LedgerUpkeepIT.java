package dev.keelage.operator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.keelage.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedgerUpkeepIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final LocalDate TODAY = LocalDate.now(ZoneOffset.UTC);
  private static final String HOURS =
      "SELECT to_char(hour AT TIME ZONE 'UTC', 'HH24'), team, calls, orphaned, output_tokens, cost"
          + " FROM keelage.usage_by_hour ORDER BY hour, team";
  private static final String DAYS =
      "SELECT day, team, calls, orphaned, output_tokens, cost FROM keelage.usage_by_day"
          + " ORDER BY day, team";

  private final PostgresServer postgres = PostgresServer.start();
  private final LedgerSchema schema =
      new LedgerSchema(Optional.of(postgres.uri()), Clock.systemUTC());

  @BeforeEach
  void migrate() throws SQLException {
    schema.start(() -> {});
    await().atMost(PATIENCE).until(() -> schema.state() == LedgerSchema.State.READY);
    ask("SELECT keelage.ensure_partitions(current_date - 40, current_date)");
  }

  @AfterEach
  void stop() {
    schema.close();
    postgres.close();
  }

  @Test
  void sumsUpHoursAndDaysOnceWhateverComesLateOrTwice() throws SQLException {
    // Given
    book("a", TODAY, "09:15", "search", "completed", 10, "0.0000000001");
    book("b", TODAY, "09:59:59.999999", "search", "orphaned", 90, "0.5");
    book("c", TODAY, "10:00", "search", "completed", 20, "0.25");
    book("d", TODAY, "10:30", "ads", "completed", 5, "1");

    // When
    rollUp();
    rollUp();

    // Then
    assertThat(ask(HOURS))
        .containsExactly(
            "09 search 2 1 100 0.5000000001",
            "10 ads 1 0 5 1.0000000000",
            "10 search 1 0 20 0.2500000000");
    assertThat(ask(DAYS))
        .containsExactly(TODAY + " ads 1 0 5 1.0000000000", TODAY + " search 3 1 120 0.7500000001");

    // When an orphan is put right, a row comes again, and one comes late
    book("b", TODAY, "09:59:59.999999", "search", "completed", 30, "0.1");
    book("c", TODAY, "10:00", "search", "completed", 20, "0.25");
    book("e", TODAY.minusDays(1), "23:59", "search", "completed", 7, "2");
    rollUp();

    // Then
    assertThat(ask(DAYS))
        .containsExactly(
            TODAY.minusDays(1) + " search 1 0 7 2.0000000000",
            TODAY + " ads 1 0 5 1.0000000000",
            TODAY + " search 3 0 60 0.3500000001");
  }

  @Test
  void missesNoRowOfATransactionThatEndsAfterALaterOne() throws SQLException {
    try (Connection slow = postgres.connect()) {
      slow.setAutoCommit(false);
      book(slow, "slow", TODAY, "09:00", "search", "completed", 1, "1");
      book("fast", TODAY, "09:00", "search", "completed", 2, "2");
      rollUp();
      assertThat(ask(HOURS)).containsExactly("09 search 1 0 2 2.0000000000");

      slow.commit();
    }
    book("later", TODAY, "11:00", "search", "completed", 4, "4");
    rollUp();

    assertThat(ask(HOURS))
        .containsExactly("09 search 2 0 3 3.0000000000", "11 search 1 0 4 4.0000000000");
  }

  @Test
  void workIsBoundedAndContinued() throws SQLException {
    for (int hour = 0; hour < 10; hour++) {
      book("call-" + hour, TODAY, "0%d:30".formatted(hour), "search", "completed", 1, "1");
    }

    assertThat(ask("SELECT keelage.roll_up(4)")).containsExactly("6");
    assertThat(ask("SELECT keelage.roll_up(4)")).containsExactly("2");
    assertThat(ask("SELECT keelage.roll_up(4)")).containsExactly("0");

    assertThat(ask(DAYS)).containsExactly(TODAY + " search 10 0 10 10.0000000000");
  }

  @Test
  void daysGoWhenTheirTimeHasComeAndTheirSumsStay() throws SQLException {
    // Given
    LocalDate old = TODAY.minusDays(31);
    book("old", old, "12:00", "search", "completed", 3, "3");
    book("young", TODAY.minusDays(29), "12:00", "search", "completed", 4, "4");

    // When
    try (var upkeep =
        new LedgerUpkeep(
            Optional.of(postgres.uri()),
            Duration.ofMillis(100),
            Optional.of(Duration.ofDays(30)),
            Map::of,
            Clock.systemUTC())) {
      upkeep.start(() -> schema.state() == LedgerSchema.State.READY);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(ask("SELECT call_id FROM keelage.ledger")).containsExactly("young"));
      assertThat(upkeep.summedUp()).isPresent();
    }

    // Then
    assertThat(
            ask(
                "SELECT to_regclass('keelage.ledger_%s')"
                    .formatted(old.toString().replace("-", ""))))
        .containsExactly("null");
    // When a row comes that late, it does not count as all of its hour
    book("latest", old, "12:30", "search", "completed", 5, "5");
    rollUp();
    assertThat(ask(DAYS))
        .containsExactly(
            old + " search 1 0 3 3.0000000000", TODAY.minusDays(29) + " search 1 0 4 4.0000000000");
  }

  @Test
  void aTeamMayBeForgottenEarlierAndItsSumsStay() throws SQLException {
    LocalDate day = TODAY.minusDays(5);
    for (String call : List.of("a", "b", "c")) {
      book(call, day, "12:00", "search", "completed", 1, "1");
    }
    book("kept", TODAY, "00:00", "search", "completed", 1, "1");
    book("other", day, "12:00", "ads", "completed", 1, "1");
    rollUp();

    String forget = "SELECT keelage.forget_team('search', current_date - 3, 2)";
    assertThat(ask(forget)).containsExactly("2");
    assertThat(ask(forget)).containsExactly("1");
    assertThat(ask(forget)).containsExactly("0");
    book("late", day, "12:01", "ads", "completed", 1, "1");
    rollUp();

    assertThat(ask("SELECT call_id FROM keelage.ledger ORDER BY call_id"))
        .containsExactly("kept", "late", "other");
    assertThat(ask(DAYS))
        .containsExactly(
            day + " ads 2 0 2 2.0000000000",
            day + " search 3 0 3 3.0000000000",
            TODAY + " search 1 0 1 1.0000000000");
  }

  @Test
  void rowsOfATeamGoWhenTheTeamSaysSo() throws SQLException {
    book("old", TODAY.minusDays(8), "12:00", "search", "completed", 1, "1");
    book("young", TODAY.minusDays(7), "12:00", "search", "completed", 1, "1");
    book("other", TODAY.minusDays(8), "12:00", "ads", "completed", 1, "1");

    try (var upkeep =
        new LedgerUpkeep(
            Optional.of(postgres.uri()),
            Duration.ofMillis(100),
            Optional.empty(),
            () -> Map.of("search", Duration.ofDays(7)),
            Clock.systemUTC())) {
      upkeep.start(() -> schema.state() == LedgerSchema.State.READY);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(ask("SELECT call_id FROM keelage.ledger ORDER BY call_id"))
                      .containsExactly("other", "young"));
    }

    assertThat(ask("SELECT team, sum(calls) FROM keelage.usage_by_day GROUP BY team ORDER BY team"))
        .containsExactly("ads 1", "search 2");
  }

  @Test
  void usersAndCustomersHaveSumsThatAreBoundedAndGoWithTheRows() throws SQLException {
    // Given an hour in which more users were named than have sums of their own
    LocalDate day = TODAY.minusDays(5);
    for (String call : List.of("a", "b", "c")) {
      book(call, day, "12:00", "search", "completed", 10, "2");
    }
    book("nobody", day, "12:00", "search", "completed", 10, "2");
    ask(
        "UPDATE keelage.ledger SET customer = 'acme', end_user = call_id WHERE call_id < 'd' RETURNING 1");
    rollUp();
    String sums =
        "SELECT kind, name, calls, output_tokens, cost FROM keelage.usage_by_name_%s ORDER BY kind, name";
    List<String> each =
        List.of(
            "customer acme 3 30 6.0000000000",
            "user a 1 10 2.0000000000",
            "user b 1 10 2.0000000000",
            "user c 1 10 2.0000000000");
    assertThat(ask(sums.formatted("hour"))).isEqualTo(each);
    assertThat(ask(sums.formatted("day"))).isEqualTo(each);

    // When only one may have its own
    ask(
        "SELECT keelage.roll_up_names(ARRAY['%1$s 12:00 Z']::timestamptz[], ARRAY['%1$s']::date[], 1)"
            .formatted(day));
    assertThat(ask(sums.formatted("day")))
        .containsExactly(
            "customer acme 3 30 6.0000000000",
            "user a 1 10 2.0000000000",
            "user null 2 20 4.0000000000");

    // Then they go when the team's rows do, and all when a day does
    book("other", day, "12:00", "ads", "completed", 10, "2");
    ask("UPDATE keelage.ledger SET customer = 'sirius' WHERE call_id = 'other' RETURNING 1");
    rollUp();
    ask("SELECT keelage.forget_team('search', current_date - 3, 100)");
    assertThat(ask(sums.formatted("hour"))).containsExactly("customer sirius 1 10 2.0000000000");
    ask("SELECT keelage.drop_before(current_date - 3)");
    assertThat(ask(sums.formatted("hour"))).isEmpty();
    assertThat(ask(sums.formatted("day"))).isEmpty();
    assertThat(ask("SELECT team, calls FROM keelage.usage_by_day ORDER BY team"))
        .containsExactly("ads 1", "search 4");
  }

  @Test
  void aCallCountsUnderEachOfItsTagsAsLongAsItsRowIsThere() throws SQLException {
    // Given an hour with a call of two tags, an orphan of one, and a call of none
    LocalDate day = TODAY.minusDays(5);
    book("both", day, "12:00", "search", "completed", 10, "2");
    book("batch", day, "12:30", "search", "orphaned", 90, "9");
    book("none", day, "12:45", "search", "completed", 10, "2");
    ask("UPDATE keelage.ledger SET tags = '{batch,nightly}' WHERE call_id = 'both' RETURNING 1");
    ask("UPDATE keelage.ledger SET tags = '{batch}' WHERE call_id = 'batch' RETURNING 1");
    rollUp();
    String sums =
        "SELECT kind, name, calls, output_tokens, cost FROM keelage.usage_by_name_%s ORDER BY name";
    assertThat(ask(sums.formatted("hour")))
        .containsExactly("tag batch 2 100 11.0000000000", "tag nightly 1 10 2.0000000000");

    // When the orphan is put right and a row comes late
    book("batch", day, "12:30", "search", "completed", 20, "3");
    book("late", day, "12:59", "search", "completed", 1, "1");
    ask("UPDATE keelage.ledger SET tags = '{late}' WHERE call_id = 'late' RETURNING 1");
    rollUp();
    assertThat(ask(sums.formatted("day")))
        .containsExactly(
            "tag batch 2 30 5.0000000000",
            "tag late 1 1 1.0000000000",
            "tag nightly 1 10 2.0000000000");

    // Then only the dearest has a sum of its own where no more may, and all go with their rows
    ask(
        "SELECT keelage.roll_up_names(ARRAY['%1$s 12:00 Z']::timestamptz[], ARRAY['%1$s']::date[], 1)"
            .formatted(day));
    assertThat(ask(sums.formatted("day")))
        .containsExactly("tag batch 2 30 5.0000000000", "tag null 2 11 3.0000000000");
    ask("SELECT keelage.forget_team('search', current_date - 3, 100)");
    assertThat(ask(sums.formatted("hour"))).isEmpty();
    assertThat(ask(sums.formatted("day"))).isEmpty();
  }

  @Test
  void aReaderSeesTheRowsOfItsTeamsAndNothingElse() throws SQLException {
    book("mine", TODAY, "09:00", "search", "completed", 1, "1");
    book("theirs", TODAY, "09:00", "ads", "completed", 1, "1");
    asAdministrator("CREATE ROLE search_finance LOGIN PASSWORD 'anchor'");
    ask("INSERT INTO keelage.readers VALUES ('search_finance', 'search') RETURNING 1");

    try (Connection reader =
        DriverManager.getConnection(
            "jdbc:postgresql://127.0.0.1:%d/keelage?user=search_finance&password=anchor"
                .formatted(postgres.port()))) {
      assertThat(ask(reader, "SELECT call_id FROM keelage.team_ledger")).containsExactly("mine");
      assertThatThrownBy(() -> ask(reader, "SELECT call_id FROM keelage.ledger"))
          .hasMessageContaining("permission denied");
      assertThatThrownBy(
              () ->
                  ask(
                      reader,
                      "INSERT INTO keelage.readers VALUES ('search_finance', 'ads') RETURNING 1"))
          .hasMessageContaining("permission denied");
    }
  }

  private void rollUp() throws SQLException {
    assertThat(ask("SELECT keelage.roll_up(1000)")).containsExactly("0");
  }

  private void book(
      String call, LocalDate day, String time, String team, String status, long output, String cost)
      throws SQLException {
    try (Connection connection = postgres.connect()) {
      book(connection, call, day, time, team, status, output, cost);
    }
  }

  /** As a gateway does it: what is there stays, unless it is an orphan. */
  private static void book(
      Connection connection,
      String call,
      LocalDate day,
      String time,
      String team,
      String status,
      long output,
      String cost)
      throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO keelage.ledger AS book (
            call_id, day, started_at, input_tokens, cached_input_tokens, cache_write_5m_tokens,
            cache_write_1h_tokens, output_tokens, reasoning_tokens, latency_ms, attempts,
            http_status, estimated, priced, cost, status, operation, tenant, team, key, model)
          VALUES ('%1$s', '%2$s', '%2$s %3$s Z', 0, 0, 0, 0, %6$d, 0, 1, 1, 200, false, true, %7$s,
            '%5$s', 'chat', '%4$s', '%4$s', 'k', 'm')
          ON CONFLICT (call_id, day) DO UPDATE SET
            status = excluded.status, output_tokens = excluded.output_tokens, cost = excluded.cost
          WHERE book.status = 'orphaned' AND excluded.status <> 'orphaned'
          """
              .formatted(call, day, time, team, status, output, cost));
    }
  }

  private void asAdministrator(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/keelage?user=postgres".formatted(postgres.port()));
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> ask(String sql) throws SQLException {
    try (Connection connection = postgres.connect()) {
      return ask(connection, sql);
    }
  }

  /** Each row as text, its columns separated by blanks. */
  private static List<String> ask(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int column = 1; column <= columns; column++) {
          row.add(String.valueOf(result.getString(column)));
        }
        rows.add(String.join(" ", row));
      }
      return rows;
    }
  }
}
