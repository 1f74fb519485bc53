package dev.keelage.gateway.path;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.anthropic.client.AnthropicClient;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.provider.wire.RawVendor;
import dev.keelage.gateway.stage.settle.LedgerEntry;
import dev.keelage.gateway.stage.settle.LedgerEntry.Status;
import dev.keelage.snapshot.ModelEntry.Timeouts;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vendors that keep to the letter of HTTP and of their format, or nearly, but in odd ways. */
@Timeout(60)
class OddVendorTest {
  private static final Timeouts HASTY = new Timeouts(500, 2_000, 2_000, 5_000);
  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n";
  private static final String REPLY =
      """
      {"id":"c","object":"chat.completion","model":"x","choices":[{"index":0,"message":\
      {"role":"assistant","content":"hello"},"finish_reason":"stop"}],\
      "usage":{"prompt_tokens":11,"completion_tokens":7,"total_tokens":18}}""";
  private static final String TEXT =
      """
      data: {"id":"c","choices":[{"index":0,"delta":{"content":"hello"}}]}

      data: {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

      data: {"id":"c","choices":[],"usage":{"prompt_tokens":11,"completion_tokens":7}}

      """;
  private static final String DONE = "data: [DONE]\n\n";
  private static final Usage ELEVEN_AND_SEVEN = Usage.ofText(11, 0, 0, 0, 7, 0, false);

  private static volatile String answer = "";
  private static RawVendor vendor;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() throws IOException {
    vendor =
        RawVendor.start(
            visit -> {
              if (visit.request()) {
                visit.say(answer);
              }
            });
    gateway =
        RunningGateway.start(
            new Fleet()
                .openAi("odd", vendor.url() + "/v1")
                .anthropic("odd-anthropic", vendor.url())
                .model("m", 1, HASTY, "odd")
                .model("claude", 1, HASTY, "odd-anthropic"));
  }

  @AfterAll
  static void stop() throws IOException {
    gateway.close();
    vendor.close();
  }

  @BeforeEach
  void reset() {
    await().until(() -> gateway.server().inFlight() == 0);
    gateway.books().forget();
  }

  @ParameterizedTest
  @CsvSource({"gzip", "x-gzip", "deflate", "GZIP"})
  void compressedAnswersAreRead(String coding) throws IOException {
    answer = whole("content-encoding: " + coding + "\r\n", compressed(coding, REPLY));

    HttpResponse<String> got = ask("m", false);

    assertThat(got.body()).isEqualTo(REPLY);
    assertThat(got.headers().firstValue("content-encoding")).isEmpty();
    assertThat(booked().usage()).isEqualTo(ELEVEN_AND_SEVEN);
  }

  @Test
  void compressedStreamsFlow() throws IOException {
    StringBuilder chunks = new StringBuilder(CHUNKED + "content-encoding: gzip\r\n\r\n");
    for (char c : compressed("gzip", TEXT + DONE).toCharArray()) {
      chunks.append("1\r\n").append(c).append("\r\n");
    }
    answer = chunks + "0\r\n\r\n";

    assertThat(ask("m", true).body()).contains("hello").endsWith(DONE);
    assertThat(booked().usage()).isEqualTo(ELEVEN_AND_SEVEN);
  }

  @Test
  void compressedAnswersThatAreCutOrCorruptAreNotTakenForWhole() throws IOException {
    String all = compressed("gzip", REPLY);
    answer = whole("content-encoding: gzip\r\n", all.substring(0, all.length() - 12));
    assertThat(ask("m", false).statusCode()).isEqualTo(502);

    answer = whole("content-encoding: gzip\r\n", "no gzip at all");
    assertThat(ask("m", false).statusCode()).isEqualTo(502);
  }

  @Test
  void streamsThatLackNothingButTheirTerminatorAreComplete() {
    answer = stream(TEXT);

    HttpResponse<String> got = ask("m", true);

    assertThat(got.body()).contains("hello").endsWith(DONE).doesNotContain("error");
    LedgerEntry entry = booked();
    assertThat(entry.status()).isEqualTo(Status.COMPLETED);
    assertThat(entry.usage()).isEqualTo(ELEVEN_AND_SEVEN);
  }

  @Test
  void translatedStreamsThatLackNothingButTheirTerminatorAreComplete() {
    answer = stream(TEXT);

    HttpResponse<String> got = askAnthropically("m", true);

    assertThat(got.body()).contains("hello", "message_stop").doesNotContain("error");
    assertThat(booked().usage()).isEqualTo(ELEVEN_AND_SEVEN);
  }

  @Test
  void aStreamOfOneEventMayLackItsBlankLine() {
    answer = stream("data: " + REPLY.replace("\"message\"", "\"delta\""));

    assertThat(ask("m", true).body()).contains("hello").endsWith("\n\n" + DONE);
    assertThat(booked().usage()).isEqualTo(ELEVEN_AND_SEVEN);

    gateway.books().forget();
    assertThat(askAnthropically("m", true).body()).contains("hello", "message_stop");
    assertThat(booked().usage()).isEqualTo(ELEVEN_AND_SEVEN);
  }

  @Test
  void figuresThatAreNoNumbersAreNoFreeRide() {
    answer = whole("", REPLY.replaceAll(":(11|7|18)", ":\"$1\""));

    ask("m", false);

    Usage usage = booked().usage();
    assertThat(usage.estimated()).isTrue();
    assertThat(usage.totalOutputTokens()).isPositive();
  }

  @Test
  void anErrorInAStreamIsOneAlsoWhereTheStreamThenEndsAsItShould() {
    answer =
        stream(
            TEXT.substring(0, TEXT.indexOf("\n\n") + 2)
                + "data: {\"error\":{\"message\":\"boom\"}}\n\n"
                + DONE);

    assertThat(ask("m", true).body()).contains("boom");
    assertThat(booked().status()).isEqualTo(Status.UPSTREAM_CUT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          retry-after: 17                                                              | 17
          retry-after: 2.5                                                             | 3
          retry-after-ms: 4200                                                         | 5
          retry-after-ms: 4200~retry-after: 60                                         | 5
          date: Thu, 26 Nov 2026 10:00:00 GMT~retry-after: Thu, 26 Nov 2026 10:00:40 GMT | 40
          retry-after: 99999999999                                                     | 3600
          """)
  void everyFormOfRetryAfterIsUnderstood(String headers, String seconds) {
    answer =
        error(429, headers.replace("~", "\r\n") + "\r\n", "{\"error\":{\"message\":\"slow\"}}");

    assertThat(ask("m", false).headers().firstValue("retry-after")).contains(seconds);
  }

  @Test
  void errorsOfAnyLengthKeepTheirStatus() {
    answer = error(503, "", "x".repeat(200_000));

    assertThat(ask("m", false).statusCode()).isEqualTo(503);
  }

  @Test
  void theMemberThatTheVendorRefusesReachesTheCaller() {
    answer =
        error(
            400,
            "",
            "{\"error\":{\"message\":\"no\",\"type\":\"invalid_request_error\",\"param\":\"temperature\"}}");

    JsonObject error = new JsonObject(ask("m", false).body()).getJsonObject("error");

    assertThat(error.getString("param")).isEqualTo("temperature");
  }

  @ParameterizedTest
  @CsvSource({
    "404, not_found_error",
    "413, request_too_large",
    "422, invalid_request_error",
    "504, timeout_error",
    "500, api_error"
  })
  void anthropicCallersReadTheTypeThatBelongsToTheStatus(int status, String type) {
    answer =
        error(status, "", "{\"error\":{\"message\":\"no\",\"type\":\"invalid_request_error\"}}");

    JsonObject error = new JsonObject(askAnthropically("m", false).body()).getJsonObject("error");

    assertThat(error.getString("type")).isEqualTo(type);
  }

  @Test
  void callsWhoseArgumentsAreMixedFollowEachOther() {
    answer =
        stream(
            toolCalls(
                    "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x}\\\"\"}},"
                        + "{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"\"}}")
                + toolCalls(
                    "{\"index\":1,\"function\":{\"arguments\":\"{\"}},{\"index\":2,\"id\":\"c\",\"function\":{\"name\":\"h\"}}")
                + toolCalls("{\"index\":0,\"function\":{\"arguments\":\":1}\"}}")
                + toolCalls("{\"index\":1,\"function\":{\"arguments\":\"}\"}}")
                + TEXT.substring(TEXT.indexOf("\n\n") + 2).replace("\"stop\"", "\"tool_calls\"")
                + DONE);

    Message message = streamedAnthropically();

    assertThat(message.content().stream().map(block -> block.asToolUse().name()))
        .containsExactly("f", "g", "h");
    assertThat(message.content().stream().map(block -> block.asToolUse()._input().toString()))
        .containsExactly("{x}=1}", "{}", "{}");
    assertThat(booked().usage()).isEqualTo(ELEVEN_AND_SEVEN);
  }

  @Test
  void argumentsThatTheOutputBoundCutAreAnEmptyObject() {
    answer = whole("", toolCall("length"));

    JsonObject message = new JsonObject(askAnthropically("m", false).body());

    assertThat(message.getString("stop_reason")).isEqualTo("max_tokens");
    assertThat(message.getJsonArray("content").getJsonObject(0).getJsonObject("input")).isEmpty();
  }

  @Test
  void answersThatCannotBeTranslatedAreBookedAtTheVendorsFigures() {
    answer = whole("", toolCall("tool_calls"));

    assertThat(askAnthropically("m", false).statusCode()).isEqualTo(502);
    assertThat(booked().usage()).isEqualTo(ELEVEN_AND_SEVEN);
  }

  @Test
  void figuresWithAFractionCount() {
    answer = whole("", REPLY.replace(":11,", ":11.0,"));

    ask("m", false);

    assertThat(booked().usage()).isEqualTo(ELEVEN_AND_SEVEN);
  }

  private static String toolCalls(String calls) {
    return "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[" + calls + "]}}]}\n\n";
  }

  private static Message streamedAnthropically() {
    MessageAccumulator message = MessageAccumulator.create();
    AnthropicClient client = gateway.anthropic();
    try (var events =
        client
            .messages()
            .createStreaming(
                MessageCreateParams.builder()
                    .model("m")
                    .maxTokens(9)
                    .addUserMessage("hi")
                    .build())) {
      events.stream().forEach(message::accumulate);
    }
    return message.message();
  }

  private static String toolCall(String reason) {
    return REPLY
        .replace(
            "\"content\":\"hello\"",
            "\"tool_calls\":[{\"id\":\"t\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\"}}]")
        .replace("\"stop\"", '"' + reason + '"');
  }

  private static String whole(String headers, String body) {
    return "HTTP/1.1 200 OK\r\ncontent-length: " + body.length() + "\r\n" + headers + "\r\n" + body;
  }

  private static String error(int status, String headers, String body) {
    return whole(headers, body).replaceFirst("200 OK", status + " No");
  }

  private static String stream(String events) {
    return CHUNKED
        + "\r\n"
        + Integer.toHexString(events.length())
        + "\r\n"
        + events
        + "\r\n0\r\n\r\n";
  }

  private static String compressed(String coding, String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out =
        coding.equals("deflate") ? new DeflaterOutputStream(bytes) : new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toString(ISO_8859_1);
  }

  private static LedgerEntry booked() {
    LedgerEntry entry = gateway.books().awaited(any -> true).entry();
    assertThat(gateway.books().bookings()).hasSize(1);
    return entry;
  }

  private static HttpResponse<String> ask(String model, boolean stream) {
    return gateway.post("/v1/chat/completions", call(model, stream));
  }

  private static HttpResponse<String> askAnthropically(String model, boolean stream) {
    return gateway.post("/v1/messages", call(model, stream));
  }

  private static String call(String model, boolean stream) {
    return "{\"model\":\"%s\",\"stream\":%s,\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
        .formatted(model, stream);
  }
}
