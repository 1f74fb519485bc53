package dev.keelage.gateway.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.provider.wire.RawVendor;
import dev.keelage.gateway.stage.settle.LedgerEntry;
import dev.keelage.snapshot.ModelEntry.Timeouts;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A gateway whose vendor answers to the letter what a test says. */
@Timeout(60)
abstract class OddVendorCase {
  static final Timeouts PATIENT = new Timeouts(20_000, 20_000, 20_000, 60_000);
  static final String CHUNKED =
      "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n";
  static final String TEXT =
      """
      data: {"id":"c","choices":[{"index":0,"delta":{"content":"hello"}}]}

      data: {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

      data: {"id":"c","choices":[],"usage":{"prompt_tokens":11,"completion_tokens":7}}

      """;

  /** Where the vendor's bytes come apart. */
  static final String PAUSE = "~pause~";

  static final String DONE = "data: [DONE]\n\n";
  static volatile String answer = "";
  static RawVendor vendor;
  static RunningGateway gateway;

  @BeforeAll
  static void start() throws IOException {
    vendor =
        RawVendor.start(
            visit -> {
              if (visit.request()) {
                for (String part : answer.split(PAUSE)) {
                  visit.say(part);
                  pause(part);
                }
              }
            });
    gateway =
        RunningGateway.start(
            new Fleet()
                .openAi("odd", vendor.url() + "/v1")
                .anthropic("odd-anthropic", vendor.url())
                .model("m", 1, PATIENT, "odd")
                .model("claude", 1, PATIENT, "odd-anthropic"));
  }

  @AfterAll
  static void stop() throws IOException {
    gateway.close();
    vendor.close();
  }

  @BeforeEach
  void reset() {
    await().atMost(Duration.ofSeconds(30)).until(() -> gateway.server().inFlight() == 0);
    gateway.books().forget();
  }

  private static void pause(String said) {
    if (!answer.endsWith(said)) {
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  static String whole(String headers, String body) {
    return "HTTP/1.1 200 OK\r\ncontent-length: " + body.length() + "\r\n" + headers + "\r\n" + body;
  }

  static String error(int status, String headers, String body) {
    return whole(headers, body).replaceFirst("200 OK", status + " No");
  }

  static String stream(String events) {
    return CHUNKED
        + "\r\n"
        + Integer.toHexString(events.length())
        + "\r\n"
        + events
        + "\r\n0\r\n\r\n";
  }

  static LedgerEntry booked() {
    LedgerEntry entry = gateway.books().awaited(any -> true).entry();
    assertThat(gateway.books().bookings()).hasSize(1);
    return entry;
  }

  static HttpResponse<String> ask(String model, boolean stream) {
    return gateway.post("/v1/chat/completions", call(model, stream));
  }

  static HttpResponse<String> askAnthropically(String model, boolean stream) {
    return gateway.post("/v1/messages", call(model, stream));
  }

  static String call(String model, boolean stream) {
    return "{\"model\":\"%s\",\"stream\":%s,\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
        .formatted(model, stream);
  }
}
