package dev.keelage.gateway.path;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.stage.settle.LedgerEntry;
import dev.keelage.gateway.stage.settle.LedgerEntry.Status;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vendors that keep to the letter of HTTP and of their format, or nearly, but in odd ways. */
class OddVendorTest extends OddVendorCase {
  private static final String REPLY =
      """
      {"id":"c","object":"chat.completion","model":"x","choices":[{"index":0,"message":\
      {"role":"assistant","content":"hello"},"finish_reason":"stop"}],\
      "usage":{"prompt_tokens":11,"completion_tokens":7,"total_tokens":18}}""";
  private static final Usage ELEVEN_AND_SEVEN = Usage.ofText(11, 0, 0, 0, 7, 0, false);

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
  void whatWasUsedMayBeSaidBehindTheEnd() {
    int usage = TEXT.lastIndexOf("data:");
    String late = TEXT.substring(usage);
    answer =
        stream(TEXT.substring(0, usage) + DONE).replace("0\r\n\r\n", PAUSE)
            + Integer.toHexString(late.length())
            + "\r\n"
            + late
            + "\r\n0\r\n\r\n";

    assertThat(ask("m", true).body()).contains("hello").endsWith(DONE);
    assertThat(booked().usage()).isEqualTo(ELEVEN_AND_SEVEN);

    gateway.books().forget();
    assertThat(askAnthropically("m", true).body()).contains("hello", "message_stop");
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
  void answersWithoutALengthThatAreCutAreNotTakenForWhole() {
    String all =
        "{\"object\":\"list\",\"data\":[{\"index\":0,\"embedding\":[0.5]}],\"usage\":{\"prompt_tokens\":3}}";
    for (int length : new int[] {0, 1, 20, all.length() - 1, all.length()}) {
      answer = "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n" + all.substring(0, length);
      HttpResponse<String> got =
          gateway.post("/v1/embeddings", "{\"model\":\"m\",\"input\":\"hi\"}");
      assertThat(got.statusCode()).as(answer).isEqualTo(length == all.length() ? 200 : 502);
    }
  }

  @Test
  void anErrorBehindAnEventThatIsCutStandsByItself() {
    String cut =
        CHUNKED.replace("transfer-encoding: chunked\r\n", "content-length: 100000\r\n") + "\r\n";
    answer = cut + TEXT.substring(0, TEXT.indexOf("finish_reason"));
    String wanted = call("m", true).replace("9,", "9,\"stream_options\":{\"include_usage\":true},");
    assertThat(lastEvent(gateway.post("/v1/chat/completions", wanted)))
        .startsWith("data: {\"error\"");
    assertThat(lastEvent(ask("m", true))).startsWith("data: {\"error\"");

    answer =
        cut
            + """
            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hi"}}

            event: content_block_delta
            data: {"type":"content_bl""";
    assertThat(lastEvent(askAnthropically("claude", true))).startsWith("event: error\ndata: {");
  }

  private static String lastEvent(HttpResponse<String> stream) {
    return stream.body().split("\n\n")[stream.body().split("\n\n").length - 1];
  }

  @Test
  void callsOfToolsWithoutIdsGetSome() {
    answer =
        whole("", REPLY.replace("\"content\":\"hello\"", "\"tool_calls\":" + callsWithoutIds()));
    assertThat(ids(new JsonObject(askAnthropically("m", false).body()).getJsonArray("content")))
        .hasSize(2)
        .doesNotHaveDuplicates()
        .allMatch(id -> id.startsWith("toolu_"));

    answer = stream(toolCalls(callsWithoutIds().replaceAll("^.|.$", "")) + DONE);
    assertThat(askAnthropically("m", true).body()).contains("\"id\":\"toolu_");
  }

  private static String callsWithoutIds() {
    return """
        [{"index":0,"type":"function","function":{"name":"f","arguments":"{}"}},\
        {"index":1,"id":"","type":"function","function":{"name":"g","arguments":"{}"}}]""";
  }

  private static List<String> ids(JsonArray blocks) {
    return blocks.stream().map(block -> ((JsonObject) block).getString("id")).toList();
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

  private static String compressed(String coding, String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out =
        coding.equals("deflate") ? new DeflaterOutputStream(bytes) : new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toString(ISO_8859_1);
  }
}
