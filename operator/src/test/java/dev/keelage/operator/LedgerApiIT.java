package dev.keelage.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One call, and who may see it. */
class LedgerApiIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private static final LedgerDesk DESK = new LedgerDesk(Map.of());
  private static String search = "";

  @BeforeAll
  static void bookCalls() {
    DESK.book(
        """
        [{"call": "dear", "at": WHEN, "tenant": "TENANT/firm", "team": "TENANT/search",
          "key": "TENANT/app", "user": "ann@example.com", "customer": "acme", "tags": ["night"],
          "model": "ai/gpt", "deployment": "azure", "provider": "ai/azure", "op": "CHAT",
          "in": 100, "cached": 20, "out": 7, "searches": 2, "cost": 12345,
          "parts": {"input": 10000, "output": 2000, "searches": 400, "team": -55},
          "priced": true, "status": "COMPLETED", "attempts": 2, "http": 200, "ms": 812,
          "ttft": 120},
         {"call": "lost", "at": WHEN, "tenant": "TENANT/ads", "team": "TENANT/ads",
          "key": "TENANT/bot", "model": "ai/gpt", "op": "CHAT", "cost": 900,
          "parts": {"output": 900}, "estimated": true, "status": "ORPHANED", "http": 0},
         {"call": "teamless", "at": WHEN, "tenant": "TENANT/search", "key": "TENANT/search",
          "model": "ai/gpt", "op": "CHAT", "cost": 0, "priced": false, "status": "COMPLETED"}]
        """
            .replace("WHEN", Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, NOW))));
    search = DESK.reader("search-reader", DESK.site.tenant, "search");
  }

  @AfterAll
  static void close() throws Exception {
    DESK.close();
  }

  @Test
  void tellsWhatACallCostAndWhatThatIsMadeOf() {
    HttpResponse<String> answer = DESK.ask("/ledger/v1/calls/dear", search);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type").orElse("")).contains("application/json");
    assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
    assertThat(DESK.operator.uses("org.hibernate")).isTrue();
    assertThat(LedgerDesk.json(answer).toPrettyString())
        .isEqualTo(
            LedgerDesk.json(
                    """
                    {"call": "dear", "startedAt": "NOW", "team": "TENANT/search",
                     "key": "TENANT/app", "user": "ann@example.com", "customer": "acme",
                     "tags": ["night"], "model": "ai/gpt", "deployment": "azure",
                     "provider": "ai/azure", "operation": "chat", "status": "completed",
                     "estimated": false, "priced": true, "attempts": 2, "httpStatus": 200,
                     "latencyMillis": 812, "timeToFirstTokenMillis": 120, "cost": "0.0000012345",
                     "parts": [
                       {"class": "input", "quantity": 100, "amount": "0.0000010000"},
                       {"class": "cached", "quantity": 20, "amount": "0.0000000000"},
                       {"class": "output", "quantity": 7, "amount": "0.0000002000"},
                       {"class": "searches", "quantity": 2, "amount": "0.0000000400"},
                       {"class": "team", "amount": "-0.0000000055"}],
                     "corrections": []}
                    """
                        .replace("NOW", NOW.toString())
                        .replace("TENANT", DESK.site.tenant))
                .toPrettyString());
  }

  @Test
  void addsWhatACallCostsMoreSinceItWasRatedAgain() {
    String ads = DESK.reader("ads-reader", DESK.site.tenant, "ads");
    DESK.sql(
        "SELECT keelage.correct(day, '{lost}', '{1}', '{0.0000000100}', '{\"{\\\"output\\\": 100}\"}')"
            + " FROM keelage.ledger WHERE call_id = 'lost'");

    var answer = LedgerDesk.json(DESK.ask("/ledger/v1/calls/lost", ads));

    assertThat(answer.get("status").asText()).isEqualTo("orphaned");
    assertThat(answer.get("estimated").asBoolean()).isTrue();
    assertThat(answer.has("timeToFirstTokenMillis")).as("it was no stream").isFalse();
    assertThat(answer.get("cost").asText()).isEqualTo("0.0000001000");
    assertThat(answer.get("parts").toString())
        .isEqualTo("[{\"class\":\"output\",\"amount\":\"0.0000000900\"}]");
    assertThat(answer.get("corrections").toString())
        .isEqualTo(
            "[{\"id\":\"lost~1\",\"cost\":\"0.0000000100\",\"parts\":[{\"class\":\"output\",\"amount\":\"0.0000000100\"}]}]");
    assertThat(DESK.ask("/ledger/v1/calls/lost~1", ads).statusCode()).isEqualTo(404);
  }

  @Test
  void showsCallsToReadersOfTheTeamOfItsRootTeamAndOfTheNamespaceOnly() {
    String root = DESK.reader("firm-reader", DESK.site.tenant, "firm");
    String namespace = DESK.reader("all-teams", DESK.site.tenant);
    String elsewhere = DESK.reader("elsewhere", DESK.site.platform);

    assertThat(DESK.ask("/ledger/v1/calls/dear", root).statusCode()).isEqualTo(200);
    assertThat(DESK.ask("/ledger/v1/calls/lost", root).statusCode()).isEqualTo(404);
    for (String call : new String[] {"dear", "lost", "teamless"}) {
      String path = "/ledger/v1/calls/" + call;
      assertThat(DESK.ask(path, namespace).statusCode()).as(call).isEqualTo(200);
      assertThat(DESK.ask(path, elsewhere).statusCode()).as(call).isEqualTo(404);
    }
    assertThat(DESK.ask("/ledger/v1/calls/teamless", search).statusCode())
        .as("its key has the name of a team, and none")
        .isEqualTo(404);
    assertThat(DESK.ask("/ledger/v1/calls/lost", search).body().replace("lost", "X"))
        .as("a foreign call looks like none")
        .isEqualTo(DESK.ask("/ledger/v1/calls/none", search).body().replace("none", "X"));
  }

  @Test
  void refusesWhomTheApiServerDoesNotKnow() {
    String forged = search.substring(0, search.length() - 8) + "AAAAAAAA";
    String foreign = DESK.token("search-reader", DESK.site.tenant, "--audience=elsewhere");
    for (String token : new String[] {"x", forged, foreign, "a b", "é", "x".repeat(20_000)}) {
      refused(Map.of("Authorization", "Bearer " + token));
    }
    refused(Map.of());
    refused(Map.of("Authorization", "Basic " + search));

    String gone = DESK.reader("leaver", DESK.site.tenant, "search");
    assertThat(DESK.ask("/ledger/v1/calls/dear", gone).statusCode()).isEqualTo(200);
    Cluster.PLANE.kubectl("delete", "serviceaccount", "leaver", "-n", DESK.site.tenant);
    await()
        .atMost(PATIENCE)
        .until(() -> DESK.ask("/ledger/v1/calls/dear", gone).statusCode() == 401);
    assertThat(DESK.operator.log()).doesNotContain(search, forged, gone);
  }

  private static void refused(Map<String, String> headers) {
    HttpResponse<String> answer = DESK.ask("/ledger/v1/calls/dear", headers);

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(answer.headers().firstValue("www-authenticate"))
        .contains("Bearer realm=\"keelage\"");
    assertThat(LedgerDesk.json(answer).get("detail").asText()).contains("kubectl create token");
  }
}
