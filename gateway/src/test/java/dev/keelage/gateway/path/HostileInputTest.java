package dev.keelage.gateway.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.snapshot.Digests;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What nobody sends by accident: a clear refusal in the caller's dialect, and a gateway that goes
 * on serving.
 */
@Timeout(60)
class HostileInputTest extends VendorCase {
  private static final String AUTH = "Authorization: Bearer " + Fleet.KEY + "\r\n";

  @Override
  Fleet fleet() {
    return new Fleet().openAi("openai", vendor.openAiUrl()).model("m", "openai");
  }

  @Override
  Map<String, String> settings() {
    return Map.of("keelage.body.max-bytes", "100000", "keelage.body.timeout", "1s");
  }

  @AfterEach
  void stillServes() {
    assertThat(gateway.post("/v1/chat/completions", chat("m")).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Content-Length: 5\r\nContent-Length: 5\r\n",
        "Content-Length: 5, 5\r\n",
        "Content-Length: +5\r\n",
        "Content-Length: -5\r\n",
        "Content-Length: 0x5\r\n",
        "Content-Length : 5\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding:\u000bchunked\r\n",
        "X: a\u0000b\r\nContent-Length: 5\r\n"
      })
  void ambiguousLengthsAreRefusedAndNothingBehindThemIsRead(String headers) throws IOException {
    String smuggled = "GET /v1/models HTTP/1.1\r\nHost: g\r\n" + AUTH + "\r\n";
    try (RawCaller caller = RawCaller.to(gateway)) {
      caller.send(
          "POST /v1/chat/completions HTTP/1.1\r\nHost: g\r\n"
              + AUTH
              + headers
              + "\r\n0\r\n\r\n"
              + smuggled);

      String everything = caller.readToEnd();

      assertThat(everything).startsWith("HTTP/1.1 400");
      assertThat(everything.split("HTTP/1.1 ", -1)).hasSize(2);
      assertThat(error(everything).getString("message")).contains("rules of HTTP");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Host: a\r\nHost: b\r\n"})
  void requestsThatSayNoHostOrSeveralAreRefused(String hosts) throws IOException {
    try (RawCaller caller = RawCaller.to(gateway)) {
      caller.send("GET /v1/models HTTP/1.1\r\n" + hosts + AUTH + "\r\n");

      assertThat(caller.readToEnd()).startsWith("HTTP/1.1 400").contains("rules of HTTP");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zz\r\nabc\r\n0\r\n\r\n",
        "-1\r\n\r\n",
        "3\r\nabcXX0\r\n\r\n",
        "fffffffffffffffff\r\n"
      })
  void brokenChunksAreRefused(String chunks) throws IOException {
    try (RawCaller caller = RawCaller.to(gateway)) {
      caller.send(
          "POST /v1/chat/completions HTTP/1.1\r\nHost: g\r\n"
              + AUTH
              + "Transfer-Encoding: chunked\r\n\r\n"
              + chunks);

      assertThat(caller.readToEnd()).startsWith("HTTP/1.1 400").contains("rules of HTTP");
    }
  }

  @Test
  void hugeHeadersAreRefused() throws IOException {
    String large = " HTTP/1.1\r\nHost: g\r\nX: " + "x".repeat(40_000) + "\r\n\r\n";

    String headers = raw("POST /v1/chat/completions" + large);
    assertThat(headers).startsWith("HTTP/1.1 431");
    assertThat(error(headers).getString("code")).isEqualTo("431");
    String anthropically = raw("POST /v1/messages" + large);
    assertThat(anthropically).startsWith("HTTP/1.1 431");
    assertThat(error(anthropically).getString("type")).isEqualTo("invalid_request_error");
    String line = raw("GET /" + "x".repeat(40_000) + " HTTP/1.1\r\nHost: g\r\n\r\n");
    assertThat(line).contains(" 414 ");
    assertThat(error(line).getString("code")).isEqualTo("414");
  }

  @Test
  void noiseIsRefused() throws IOException {
    assertThat(raw("garbage\r\n\r\n")).contains(" 400 ");
    assertThat(raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).contains(" 400 ");
  }

  @Test
  void oversizedBodiesAreRefused() throws IOException {
    String announced =
        raw(
            "POST /v1/chat/completions HTTP/1.1\r\nHost: g\r\n"
                + AUTH
                + "Content-Length: 100001\r\n\r\n");
    assertThat(announced).startsWith("HTTP/1.1 413");
    assertThat(announced.toLowerCase(Locale.ROOT)).contains("connection: close");

    String chunk = "3e8\r\n" + "x".repeat(1000) + "\r\n";
    assertThat(
            raw(
                "POST /v1/chat/completions HTTP/1.1\r\nHost: g\r\n"
                    + AUTH
                    + "Transfer-Encoding: chunked\r\n\r\n"
                    + chunk.repeat(101)))
        .startsWith("HTTP/1.1 413");
  }

  @Test
  void bodiesThatNeverEndAreGivenUp() throws IOException {
    try (RawCaller caller = RawCaller.to(gateway)) {
      caller.send(
          "POST /v1/chat/completions HTTP/1.1\r\nHost: g\r\n"
              + AUTH
              + "Content-Length: 500\r\n\r\n{\"model\":");

      assertThat(caller.readUntil("\r\n")).startsWith("HTTP/1.1 408");
    }
  }

  @Test
  void expectationsAreMetBeforeTheBody() throws IOException {
    String body = chat("m");
    try (RawCaller caller = RawCaller.to(gateway)) {
      caller.send(
          "POST /v1/chat/completions HTTP/1.1\r\nHost: g\r\n"
              + AUTH
              + "Expect: 100-continue\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n");
      assertThat(caller.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100");
      caller.send(body);
      assertThat(caller.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 200");
    }
    // Who may not call need not send.
    try (RawCaller caller = RawCaller.to(gateway)) {
      caller.send(
          "POST /v1/chat/completions HTTP/1.1\r\nHost: g\r\nExpect: 100-continue\r\nContent-Length: 400000\r\n\r\n");
      assertThat(caller.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 401");
    }
  }

  @Test
  void aHashIsNoKey() {
    var answer =
        RunningGateway.send(
            HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/chat/completions"))
                .header("authorization", "Bearer " + Digests.sha256Hex(Fleet.KEY))
                .POST(HttpRequest.BodyPublishers.ofString(chat("m")))
                .build());
    assertThat(answer.statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "m\\r\\nX-Evil: 1",
        "m\\u0000",
        "../../v1/models",
        "\\ud800",
        "m\\u2028",
        "%0d%0aX-Evil: 1"
      })
  void oddModelNamesNeverReachAHeader(String name) {
    var answer = gateway.post("/v1/chat/completions", chat(name));

    assertThat(answer.statusCode()).isBetween(400, 404);
    assertThat(answer.headers().firstValue("x-evil")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{\"model\":\"m\"",
        "{\"model\":\"m\",\"model\":\"n\",\"messages\":[]}",
        "{\"model\":\"m\",\"messages\":[],\"max_tokens\":1e400}",
        "{\"model\":\"m\",\"messages\":[],\"max_tokens\":-1}",
        "{\"model\":7,\"messages\":[]}",
        "{\"model\":\"m\",\"messages\":[]} trailing",
        "{\"messages\":[]}"
      })
  void bodiesThatAreNoCallAreRefused(String body) {
    var answer = gateway.post("/v1/chat/completions", body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(new JsonObject(answer.body()).getJsonObject("error").getString("message"))
        .isNotBlank();
  }

  @Test
  void bottomlessNestingIsRefused() {
    String deep = "[".repeat(40_000);

    var answer = gateway.post("/v1/chat/completions", "{\"model\":\"m\",\"messages\":" + deep);

    assertThat(answer.statusCode()).isEqualTo(400);
  }

  @Test
  void unknownPlacesAnswerInTheDialectOfTheirCaller() {
    assertThat(gateway.get("/").statusCode()).isEqualTo(404);
    assertThat(gateway.get("/v1/chat/completions").statusCode()).isEqualTo(405);
    assertThat(gateway.get("/v1/chat/completions").headers().firstValue("allow")).contains("POST");
    assertThat(new JsonObject(gateway.get("/v1/nothing").body()).getJsonObject("error"))
        .isNotNull();
    JsonObject anthropic =
        new JsonObject(gateway.get("/v1/nothing", "anthropic-version", "2023-06-01").body());
    assertThat(anthropic.getString("type")).isEqualTo("error");
    assertThat(new JsonObject(gateway.get("/v1/messages").body()).getString("type"))
        .isEqualTo("error");
  }

  private String raw(String request) throws IOException {
    try (RawCaller caller = RawCaller.to(gateway)) {
      caller.send(request);
      return caller.readToEnd();
    }
  }

  private static String chat(String model) {
    return "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
        .formatted(model);
  }

  private static JsonObject error(String answer) {
    return new JsonObject(answer.substring(answer.indexOf("\r\n\r\n") + 4)).getJsonObject("error");
  }
}
