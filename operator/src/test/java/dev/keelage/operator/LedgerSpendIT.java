package dev.keelage.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of calls, sums of them, and questions that are refused. */
class LedgerSpendIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String MARCH = "from=2026-03-01&to=2026-04-01";
  private static final LedgerDesk DESK = new LedgerDesk(Map.of());
  private static String search = "";
  private static String everyTeam = "";

  @BeforeAll
  static void bookCalls() {
    List<String> entries = new ArrayList<>();
    // 2026-03-02T10:00:00Z and later: an hour each, two at once, one a day after.
    long first = 1772445600000000L;
    long hour = 3_600_000_000L;
    entries.add(entry("c1", first, "search", "acme", 1));
    entries.add(entry("c2", first + hour, "search", "acme", 2));
    entries.add(entry("c3", first + hour, "search", "=cmd|calc", 4));
    entries.add(entry("c4", first + 2 * hour, "ads", "acme", 8));
    entries.add(entry("c5", first + 26 * hour, "search", "b,\\\"b", 16));
    DESK.book("[" + String.join(",", entries) + "]");
    DESK.sql("SELECT keelage.roll_up(1000)");
    search = DESK.reader("search-reader", DESK.site.tenant, "search");
    everyTeam = DESK.reader("all-teams", DESK.site.tenant);
  }

  private static String entry(String call, long at, String team, String customer, int dollars) {
    return """
        {"call": "%1$s", "at": %2$d, "tenant": "TENANT/%3$s", "team": "TENANT/%3$s",
         "key": "TENANT/%3$s-app", "customer": "%4$s", "tags": ["all", "%1$s"], "model": "ai/gpt",
         "provider": "ai/azure", "op": "CHAT", "in": 10, "cached": 5, "out": 3, "reasoning": 1,
         "cost": %5$d0000000000, "parts": {"input": %5$d0000000000}, "status": "COMPLETED"}
        """
        .formatted(call, at, team, customer, dollars);
  }

  @AfterAll
  static void close() throws Exception {
    DESK.close();
  }

  @Test
  void givesEachCallOnceOverPages() {
    assertThat(pages("namespace=TENANT&limit=2", everyTeam))
        .containsExactly("c5", "c4", "c3", "c2", "c1");
    assertThat(pages("team=TENANT/search&limit=1", search)).containsExactly("c5", "c3", "c2", "c1");
    assertThat(pages("team=TENANT/search&customer=acme&tag=all&limit=1", search))
        .containsExactly("c2", "c1");
    assertThat(pages("team=TENANT/search&tag=c3", search)).containsExactly("c3");
    assertThat(pages("team=TENANT/search&key=TENANT/ads-app", search)).isEmpty();
    assertThat(pages("team=TENANT/search&model=ai/gpt&provider=ai/azure&limit=500", search))
        .hasSize(4);
  }

  private static List<String> pages(String question, String token) {
    List<String> calls = new ArrayList<>();
    String after = "";
    do {
      var page = DESK.ask("/ledger/v1/calls?" + MARCH + "&" + question + after, token);
      assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
      JsonNode json = LedgerDesk.json(page);
      json.get("calls").forEach(call -> calls.add(call.get("call").asText()));
      after = json.has("next") ? "&after=" + json.get("next").asText() : "";
    } while (!after.isEmpty() && calls.size() < 100);
    return calls;
  }

  @Test
  void addsUpWhatWasSpent() {
    assertThat(spent("by=team&namespace=TENANT", everyTeam))
        .containsExactly("- TENANT/search 4 23.0000000000", "- TENANT/ads 1 8.0000000000");
    assertThat(spent("by=team&per=day&team=TENANT/search", search))
        .containsExactly(
            "2026-03-02T00:00:00Z TENANT/search 3 7.0000000000",
            "2026-03-03T00:00:00Z TENANT/search 1 16.0000000000");
    assertThat(
            spent(
                "by=key&per=hour&from=2026-03-02T11:00:00Z&to=2026-03-02T13:00:00Z&namespace=TENANT",
                everyTeam))
        .containsExactly(
            "2026-03-02T11:00:00Z TENANT/search-app 2 6.0000000000",
            "2026-03-02T12:00:00Z TENANT/ads-app 1 8.0000000000");
    assertThat(spent("by=customer&team=TENANT/search", search))
        .containsExactly(
            "- b,\"b 1 16.0000000000", "- =cmd|calc 1 4.0000000000", "- acme 2 3.0000000000");
    assertThat(spent("by=team&customer=acme&namespace=TENANT", everyTeam))
        .containsExactly("- TENANT/ads 1 8.0000000000", "- TENANT/search 2 3.0000000000");
    assertThat(spent("by=tag&tag=all&team=TENANT/search", search))
        .containsExactly("- all 4 23.0000000000");
    assertThat(spent("by=model&key=TENANT/ads-app&namespace=TENANT", everyTeam))
        .containsExactly("- ai/gpt 1 8.0000000000");
    assertThat(spent("by=provider&team=TENANT/search&model=none", search)).isEmpty();

    JsonNode row = LedgerDesk.json(ask("by=team&team=TENANT/search", search)).get("rows").get(0);
    assertThat(row.get("inputTokens").asLong()).isEqualTo(60);
    assertThat(row.get("cachedInputTokens").asLong()).isEqualTo(20);
    assertThat(row.get("outputTokens").asLong()).isEqualTo(16);
    assertThat(row.get("reasoningTokens").asLong()).isEqualTo(4);
  }

  private static List<String> spent(String question, String token) {
    HttpResponse<String> answer = ask(question, token);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    List<String> rows = new ArrayList<>();
    for (JsonNode row : LedgerDesk.json(answer).get("rows")) {
      String begin = row.has("begin") ? row.get("begin").asText() : "-";
      String name = row.get("name").asText().replace(DESK.site.tenant, "TENANT");
      rows.add("%s %s %s %s".formatted(begin, name, row.get("calls"), row.get("cost").asText()));
    }
    return rows;
  }

  private static HttpResponse<String> ask(String question, String token) {
    String period = question.contains("from=") ? "" : "&" + MARCH;
    return DESK.ask("/ledger/v1/spend?" + question + period, token);
  }

  @Test
  void givesSumsAsATableInWhichNoNameIsAFormula() {
    HttpResponse<String> table =
        DESK.ask(
            "/ledger/v1/spend?by=customer&team=TENANT/search&" + MARCH,
            Map.of("Authorization", "Bearer " + search, "Accept", "text/csv"));

    assertThat(table.headers().firstValue("content-type").orElse("")).startsWith("text/csv");
    assertThat(table.body())
        .isEqualTo(
            """
            begin,customer,calls,input_tokens,output_tokens,cost_usd
            ,"b,""b",1,15,4,16.0000000000
            ,'=cmd|calc,1,15,4,4.0000000000
            ,acme,2,30,8,3.0000000000
            """
                .replace("\n", "\r\n"));
  }

  @Test
  void refusesWhoMayNotKnow() {
    for (String scope : new String[] {"", "&team=TENANT/ads", "&namespace=TENANT", "&team=a/b"}) {
      HttpResponse<String> answer = ask("by=team" + scope, search);

      assertThat(answer.statusCode()).as(scope).isEqualTo(403);
      assertThat(LedgerDesk.json(answer).get("detail").asText())
          .contains("system:serviceaccount:" + DESK.site.tenant + ":search-reader")
          .contains("teams/spend");
    }
    assertThat(DESK.ask("/ledger/v1/calls?" + MARCH, search).statusCode()).isEqualTo(403);
    assertThat(DESK.ask("/ledger/v1/calls?limit=no", "x").statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          calls?limit=501                                        | 'limit' is a number from 1 to 500
          calls?limit=-1                                         | 'limit' is a number from 1 to 500
          calls?limit=99999999999999999999                       | 'limit' is a number from 1 to 500
          calls?from=2026-03-02&to=2026-03-01                    | is not before 'to'
          calls?from=2026-01-01&to=2026-12-01                    | more than 92 days
          calls?from=0001-01-01&to=0001-01-02                    | not between 2000 and 2200
          calls?from=yesterday                                   | neither a day (UTC)
          calls?from=2026-02-30                                  | neither a day (UTC)
          calls?after=xyz                                        | 'after' is not what a page said
          calls?teem=TENANT/search                               | no parameter 'teem'
          calls?team=TENANT/search&team=TENANT/ads               | 'team' is there 2 times
          calls?team=TENANT/search&namespace=TENANT              | either 'team' or 'namespace'
          calls?team=%25/%25                                     | 'team' is not of the form
          calls?namespace=%25                                    | 'namespace' is not of the form
          calls?team=TENANT/search&user=%00                      | odd ones
          calls?team=TENANT/search&user=                         | has no value
          spend                                                  | 'by' is one of team, key
          spend?by=call_id%3Bdrop                                | 'by' is one of team, key
          spend?by=team&per=second                               | 'per' is one of total, day, hour
          spend?by=team&per=day&from=2026-03-01T01:00:00Z&to=2026-03-03 | full days
          spend?by=team&from=2026-03-01T01:30:00Z&to=2026-03-03  | full hours
          spend?by=team&per=hour&from=2026-03-01&to=2026-05-01   | more than 31 days
          spend?by=customer&user=ann                             | one of customer, user at a time
          spend?by=key&tag=night                                 | one of key, tag at a time
          calls?Team=TENANT/search                               | no parameter 'Team'
          calls?team%5B%5D=TENANT/search                         | no parameter 'team[]'
          calls?%00%0a=x                                         | no parameter '??'
          calls?limit=%D9%A1                                     | 'limit' is a number from 1 to 500
          calls?limit=0x10                                       | 'limit' is a number from 1 to 500
          calls?from=%2B999999999-12-31T23:59:59Z                | not between 2000 and 2200
          calls?from=2026-03-01T00:00:00%2B99:00                 | neither a day (UTC)
          calls?team=TENANT/search&user=%F0%9F%90%99             | odd ones
          calls?team=TENANT/search&after=OTk5OTk5OTk5OTk5OTk5OTkgeA | 'after' is not what a page said
          spend?by=TEAM                                          | 'by' is one of team, key
          """)
  void saysWhatIsWrongWithAQuestion(String question, String complaint) {
    HttpResponse<String> answer = DESK.ask("/ledger/v1/" + question, search);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(LedgerDesk.json(answer).get("detail").asText()).contains(complaint);
  }

  @Test
  void takesWhatIsSaidForANameAndNeverForMore() {
    for (String name :
        new String[] {
          "' or 1=1 --", "%", "acme' union select", ":scope", "\\", "🙂x".substring(2)
        }) {
      String said = URLEncoder.encode(name, StandardCharsets.UTF_8);
      assertThat(pages("team=TENANT/search&customer=" + said, search)).as(name).isEmpty();
      assertThat(spent("by=customer&team=TENANT/search&customer=" + said, search)).isEmpty();
    }
    String long513 = "x".repeat(513);
    assertThat(DESK.ask("/ledger/v1/calls?team=TENANT/search&user=" + long513, search).body())
        .contains("more than 512 characters");
    HttpResponse<String> nowhere = DESK.ask("/ledger/v2/calls", search);
    assertThat(nowhere.statusCode()).isEqualTo(404);
    HttpResponse<String> dots = DESK.ask("/ledger/v1/calls/%2e%2e%2fspend%00", search);
    assertThat(dots.statusCode()).isIn(400, 404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"calls?user=%zz", "calls?%", "calls/%zz", "spend?by=%2", "calls/%"})
  void refusesAUrlThatCannotBeDecoded(String question) throws IOException {
    assertThat(DESK.raw("/ledger/v1/" + question, search)).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void takesNothingButAQuestion() {
    for (String method : new String[] {"POST", "PUT", "DELETE", "PATCH"}) {
      HttpResponse<String> answer =
          DESK.send(method, "/ledger/v1/calls?team=TENANT/search", search);
      assertThat(answer.statusCode()).as(method).isEqualTo(405);
      assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
    }
    Map<String, String> odd = Map.of("Authorization", "Bearer " + search, "Accept", "image/png");
    assertThat(DESK.ask("/ledger/v1/spend?by=team&team=TENANT/search", odd).statusCode())
        .isEqualTo(406);
    String lines = "&user=x".repeat(1000);
    assertThat(DESK.ask("/ledger/v1/calls?team=TENANT/search" + lines, search).statusCode())
        .isIn(400, 414);
    assertThat(DESK.ask("/ledger/v1/calls/c1", search).statusCode()).isEqualTo(200);
  }

  @Test
  void saysThatPostgresIsAwayAndAnswersWhenItIsBack() {
    String path = "/ledger/v1/calls/c1";
    assertThat(DESK.ask(path, search).statusCode()).isEqualTo(200);

    DESK.postgres.stop();
    HttpResponse<String> away = DESK.ask(path, search);
    assertThat(away.statusCode()).as(away.body()).isEqualTo(503);
    assertThat(away.headers().firstValue("retry-after")).isPresent();
    assertThat(LedgerDesk.json(away).get("detail").asText()).contains("the ledger does not answer");
    assertThat(DESK.operator.body("/q/health/ready")).contains("\"status\": \"UP\"");

    DESK.postgres.restart();
    await().atMost(PATIENCE).until(() -> DESK.ask(path, search).statusCode() == 200);
  }
}
