package dev.keelage.gateway.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.stage.settle.LedgerEntry.Status;
import dev.keelage.testkit.vendor.Call;
import dev.keelage.testkit.vendor.Fault;
import dev.keelage.testkit.vendor.Script;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What HTTP/1.1 lets callers do with a connection (RFC 9110, RFC 9112). */
@Timeout(60)
class ConnectionTest extends OneVendorCase {
  private static final String MODELS =
      "GET /v1/models HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer " + Fleet.KEY + "\r\n";
  private static final String CALL = chat(false);

  @Test
  void requestsSentAheadAreAnsweredInOrder() throws IOException {
    vendor.always(Script.text("slow answer").chunks(2, Duration.ofMillis(300)));
    String closing = MODELS + "Connection: close\r\n\r\n";

    try (RawCaller caller = RawCaller.to(gateway)) {
      caller.send(chat(true) + "GET /nowhere HTTP/1.1\r\nHost: g\r\n\r\n" + closing);

      String everything = caller.readToEnd();
      assertThat(everything.split("HTTP/1\\.1 ", -1)).hasSize(4);
      assertThat(everything)
          .containsSubsequence("200 OK", "[DONE]", "404 Not Found", "200 OK", "\"list\"");
    }
  }

  @Test
  void oneCallOfAConnectionRunsAtATime() throws IOException {
    vendor.always(Script.DEFAULT.with(new Fault.HangBeforeHeaders()));

    try (RawCaller caller = RawCaller.to(gateway)) {
      caller.send(CALL + CALL);
      await().atMost(Duration.ofSeconds(30)).until(() -> !vendor.calls().isEmpty());
      await()
          .during(Duration.ofMillis(300))
          .atMost(Duration.ofSeconds(30))
          .until(() -> vendor.calls().size() == 1);
    }
  }

  @Test
  void thousandsSentAheadAreAnsweredOneByOne() throws IOException {
    int many = 5_000;
    vendor.always(Script.text("slow answer").chunks(2, Duration.ofMillis(200)));

    try (RawCaller caller = RawCaller.to(gateway)) {
      caller.send(
          chat(true)
              + "GET / HTTP/1.1\r\nHost: g\r\n\r\n".repeat(many)
              + MODELS
              + "Connection: close\r\n\r\n");

      assertThat(caller.readToEnd().split("HTTP/1\\.1 404 ", -1)).hasSize(many + 1);
    }
  }

  @Test
  void leavingIsNoticedWhileLaterRequestsWait() throws IOException {
    vendor.always(Script.DEFAULT.with(new Fault.HangBeforeHeaders()));

    try (RawCaller caller = RawCaller.to(gateway)) {
      caller.send(CALL.repeat(10));
      await().atMost(Duration.ofSeconds(30)).until(() -> !vendor.calls().isEmpty());
    }

    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> vendor.calls().getFirst().ending() == Call.Ending.ABANDONED);
    assertThat(gateway.books().awaited(any -> true).entry().status()).isEqualTo(Status.CLIENT_GONE);
    assertThat(vendor.calls()).hasSize(1);
    await().atMost(Duration.ofSeconds(30)).until(() -> gateway.server().inFlight() == 0);
  }

  @Test
  void headIsAnsweredWithoutABody() throws IOException {
    try (RawCaller caller = RawCaller.to(gateway)) {
      caller.send(MODELS.replace("GET", "HEAD") + "Connection: close\r\n\r\n");

      assertThat(caller.readToEnd())
          .startsWith("HTTP/1.1 200 ")
          .containsPattern("content-length: [1-9]")
          .endsWith("\r\n\r\n");
    }
  }

  @Test
  void oldClientsKeepTheirConnectionIfTheyAsk() throws IOException {
    try (RawCaller caller = RawCaller.to(gateway)) {
      caller.send(MODELS.replace("HTTP/1.1", "HTTP/1.0") + "Connection: keep-alive\r\n\r\n");
      assertThat(caller.readUntil("\"data\":[")).contains("connection: keep-alive");
      caller.send(MODELS.replace("HTTP/1.1", "HTTP/1.0") + "\r\n");
      assertThat(caller.readToEnd()).contains("200 OK", "connection: close");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://g/v1/models", "/v1/models?limit=1", "http://g/v1/models?x=/y"})
  void everyFormOfATargetFindsItsPlace(String target) throws IOException {
    try (RawCaller caller = RawCaller.to(gateway)) {
      caller.send(MODELS.replace("/v1/models", target) + "Connection: close\r\n\r\n");

      assertThat(caller.readToEnd())
          .startsWith("HTTP/1.1 200 OK\r\n")
          .containsPattern(
              "\r\ndate: [A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} [0-9:]{8} GMT\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"BREW", "get", "OPTIONS", "DELETE", "TRACE"})
  void otherMethodsAreRefused(String method) throws IOException {
    try (RawCaller caller = RawCaller.to(gateway)) {
      caller.send(MODELS.replace("GET", method) + "Connection: close\r\n\r\n");

      assertThat(caller.readToEnd()).startsWith("HTTP/1.1 405 ").contains("allow: GET");
    }
  }

  @Test
  void unwantedBodiesDoNotCostTheConnection() throws IOException {
    try (RawCaller caller = RawCaller.to(gateway)) {
      caller.send("POST /nowhere HTTP/1.1\r\nHost: g\r\nContent-Length: 5\r\n\r\n");
      assertThat(caller.readUntil("}}")).startsWith("HTTP/1.1 404 ");
      caller.send("12345" + MODELS + "\r\n");

      assertThat(caller.readUntil("\"data\":[")).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void whoSendsOnAfterARefusalStillReadsIt() throws IOException {
    try (RawCaller caller = RawCaller.to(gateway)) {
      caller.send(
          "POST /v1/chat/completions HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n");
      assertThat(caller.readUntil("}}"))
          .startsWith("HTTP/1.1 401 ")
          .contains("connection: close\r\n");
      caller.send("400\r\n" + "x".repeat(1024) + "\r\n");

      assertThat(caller.readToEnd()).isEmpty();
    }
  }

  @Test
  void bodiesInPiecesArriveWhole() throws IOException {
    try (RawCaller caller = RawCaller.to(gateway)) {
      String filler = "x".repeat(200_000);
      String body =
          "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
              .formatted(filler);
      String head = CALL.substring(0, CALL.indexOf("Content-Length"));
      caller.send(head + "Transfer-Encoding: chunked\r\n\r\n");
      for (int from = 0; from < body.length(); from += 70_000) {
        String piece = body.substring(from, Math.min(body.length(), from + 70_000));
        caller.send(Integer.toHexString(piece.length()) + "\r\n" + piece + "\r\n");
      }
      caller.send("0\r\n\r\n");

      assertThat(caller.readUntil("chat.completion\"")).startsWith("HTTP/1.1 200 ");
    }
    assertThat(vendor.requests().getFirst().body().toString()).contains("x".repeat(200_000));
  }
}
