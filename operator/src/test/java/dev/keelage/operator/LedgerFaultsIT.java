package dev.keelage.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What askers are told while who has the answer is away, slow or busy. */
class LedgerFaultsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String CALL = "/ledger/v1/calls/one";

  /** What the operator does at once, and keeps waiting: of each kind of question. */
  private static final int ROOM = 8 + 64;

  private static final AtomicInteger STRANGERS = new AtomicInteger();
  private static final LedgerDesk DESK =
      new LedgerDesk(
          Map.of(
              "KEELAGE_LEDGER_API_AUDIENCES",
              "bills.example.com,ledger",
              // A leader that cannot renew its Lease would end.
              "KEELAGE_LEADER_ELECTION_ENABLED",
              "false"));
  private static String unasked = "";
  private static String search = "";

  @BeforeAll
  static void bookACall() {
    DESK.book(
        """
        [{"call": "one", "at": 1772445600000000, "tenant": "TENANT/search",
          "team": "TENANT/search", "key": "TENANT/app", "model": "ai/gpt", "op": "CHAT",
          "cost": 900, "parts": {"output": 900}, "status": "COMPLETED"}]
        """);
    unasked = DESK.reader("search-reader", DESK.site.tenant, "search");
    search = DESK.token("search-reader", DESK.site.tenant, "--audience=ledger");
    assertThat(DESK.ask(CALL, search).statusCode()).isEqualTo(200);
  }

  @AfterAll
  static void close() throws Exception {
    DESK.close();
  }

  @Test
  void takesATokenThatWasMadeForItAndNoOther() {
    String both =
        DESK.token(
            "search-reader", DESK.site.tenant, "--audience=x", "--audience=bills.example.com");
    String other = DESK.token("search-reader", DESK.site.tenant, "--audience=x");

    assertThat(DESK.ask(CALL, both).statusCode()).isEqualTo(200);
    assertThat(DESK.ask(CALL, other).statusCode()).isEqualTo(401);
    assertThat(DESK.ask(CALL, unasked).statusCode()).isEqualTo(401);
  }

  @Test
  void stopsAskingAnApiServerThatDoesNotAnswerAndBeginsAgain() {
    DESK.toApiServer.cut();
    await().atMost(PATIENCE).until(() -> stranger().contains("is not asked for some seconds"));

    List<String> answers = IntStream.range(0, 40).mapToObj(each -> stranger()).toList();
    assertThat(answers.stream().filter(each -> each.contains("is not asked")))
        .as("one now and then tries it")
        .hasSizeGreaterThan(30);

    DESK.toApiServer.mend();
    await().atMost(PATIENCE).until(() -> stranger().contains("\"status\":401"));
    assertThat(DESK.ask(CALL, search).statusCode()).isEqualTo(200);
  }

  /** What somebody is told whom the operator has not asked about before. */
  private static String stranger() {
    return DESK.ask(CALL, "stranger-" + STRANGERS.incrementAndGet()).body();
  }

  @Test
  void keepsQuestionsAtBayThatAreTooManyAtOnceAndAnswersTheOthers() throws SQLException {
    List<CompletableFuture<HttpResponse<String>>> answers;
    try (Connection keeper = locked()) {
      answers =
          IntStream.range(0, ROOM + 30)
              .mapToObj(each -> DESK.begin(CALL, Map.of("Authorization", "Bearer " + search)))
              .toList();
      await()
          .atMost(PATIENCE)
          .until(() -> answers.stream().filter(CompletableFuture::isDone).count() >= 30);
      keeper.rollback();
    }
    List<HttpResponse<String>> all = answers.stream().map(CompletableFuture::join).toList();
    assertThat(all.stream().filter(each -> each.statusCode() == 503))
        .hasSize(30)
        .allSatisfy(
            each -> {
              assertThat(each.body()).contains("too many questions at once");
              assertThat(each.headers().firstValue("retry-after")).isPresent();
            });
    assertThat(all.stream().filter(each -> each.statusCode() == 200)).hasSize(ROOM);
  }

  @Test
  void endsAQuestionThatTakesTheLedgerTooLong() throws SQLException {
    try (Connection keeper = locked()) {
      HttpResponse<String> answer = DESK.ask(CALL, search);

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
      assertThat(answer.body()).contains("15 s");
      keeper.rollback();
    }
    assertThat(DESK.ask(CALL, search).statusCode()).isEqualTo(200);
  }

  /** The ledger is somebody's for as long as this transaction lasts. */
  private static Connection locked() throws SQLException {
    Connection keeper = DESK.postgres.connect();
    keeper.setAutoCommit(false);
    keeper.createStatement().execute("LOCK TABLE keelage.ledger IN ACCESS EXCLUSIVE MODE");
    return keeper;
  }

  @Test
  void losesNoConnectionForGoodThatPostgresDoesNotAnswerOn() {
    List<CompletableFuture<HttpResponse<String>>> answers;
    DESK.toPostgres.cut();
    try {
      answers =
          IntStream.range(0, ROOM)
              .mapToObj(each -> DESK.begin(CALL, Map.of("Authorization", "Bearer " + search)))
              .toList();
      assertThat(answers.stream().map(CompletableFuture::join))
          .allSatisfy(each -> assertThat(each.statusCode()).as(each.body()).isEqualTo(503));
    } finally {
      DESK.toPostgres.mend();
    }
    await().atMost(PATIENCE).until(() -> DESK.ask(CALL, search).statusCode() == 200);
  }

  @Test
  void givesTwentyThousandSumsAndNotOneMore() {
    DESK.sql(
        "INSERT INTO keelage.usage_by_name_day SELECT '2026-04-01', 'TENANT/search', 'TENANT/search', 'user', 'u' || n, 1, 1, 1, n FROM generate_series(1, 20000) n"
            .replace("TENANT", DESK.site.tenant));
    String question = "/ledger/v1/spend?by=user&team=TENANT/search&from=2026-04-01&to=2026-05-01";
    Map<String, String> table = Map.of("Authorization", "Bearer " + search, "Accept", "text/csv");

    HttpResponse<String> most = DESK.ask(question, search);
    assertThat(LedgerDesk.json(most).get("rows")).hasSize(20_000);
    assertThat(DESK.ask(question, table).body().lines()).hasSize(20_001);

    DESK.sql(
        "INSERT INTO keelage.usage_by_name_day VALUES ('2026-04-02', 'TENANT/search', 'TENANT/search', 'user', 'more', 1, 1, 1, 1)"
            .replace("TENANT", DESK.site.tenant));
    for (HttpResponse<String> answer :
        List.of(DESK.ask(question, search), DESK.ask(question, table))) {
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(LedgerDesk.json(answer).get("detail").asText())
          .contains("more than 20000 rows")
          .contains("for one team");
    }
  }
}
