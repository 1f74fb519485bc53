package dev.keelage.gateway.path;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.stage.settle.LedgerEntry;
import dev.keelage.gateway.stage.settle.LedgerEntry.Status;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vendors that answer with one JSON object to a call that asks for a stream. */
class WholeInsteadOfStreamTest extends OddVendorCase {
  private static final String COMPLETION =
      """
      {"id":"c","object":"chat.completion","created":1,"model":"x","system_fingerprint":"fp","choices":[\
      {"index":0,"message":{"role":"assistant","content":"hello","annotations":[],"tool_calls":[\
      {"id":"t1","type":"function","function":{"name":"f","arguments":"{\\"a\\":1}"}},\
      {"id":"t2","type":"function","function":{"name":"g","arguments":"{}"}}]},\
      "logprobs":null,"finish_reason":"tool_calls"}],\
      "usage":{"prompt_tokens":11,"completion_tokens":7,"total_tokens":18}}""";
  private static final String MESSAGE =
      """
      {"id":"msg_1","type":"message","role":"assistant","model":"x","content":[\
      {"type":"thinking","thinking":"hm","signature":"s1"},\
      {"type":"redacted_thinking","data":"opaque"},\
      {"type":"text","text":"hello"},\
      {"type":"server_tool_use","id":"srv","name":"web_search","input":{"query":"q"}},\
      {"type":"web_search_tool_result","tool_use_id":"srv","content":[]},\
      {"type":"tool_use","id":"t1","name":"f","input":{"a":1}},\
      {"type":"tool_use","id":"t2","name":"g","input":{}}],\
      "stop_reason":"tool_use","stop_sequence":null,\
      "usage":{"input_tokens":11,"output_tokens":7}}""";
  private static final Usage ELEVEN_AND_SEVEN = Usage.ofText(11, 0, 0, 0, 7, 0, false);

  @ParameterizedTest
  @ValueSource(
      strings = {"content-type: application/json\r\n", "content-type: text/event-stream\r\n", ""})
  void aWholeCompletionBecomesAStream(String contentType) {
    answer = whole(contentType, "\n \n" + COMPLETION);

    HttpResponse<String> got = ask("m", true);

    assertThat(got.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
    assertThat(got.headers().firstValue("x-keelage-attempts")).contains("1");
    assertThat(got.body())
        .contains("hello", "system_fingerprint", "chat.completion.chunk")
        .doesNotContain("usage")
        .endsWith(DONE);
    LedgerEntry entry = booked();
    assertThat(entry.status()).isEqualTo(Status.COMPLETED);
    assertThat(entry.usage()).isEqualTo(ELEVEN_AND_SEVEN);
  }

  @Test
  void openAisClientReadsIt() {
    answer = whole("content-type: application/json\r\n", COMPLETION);
    ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();

    try (var stream =
        gateway
            .openAi()
            .chat()
            .completions()
            .createStreaming(
                ChatCompletionCreateParams.builder().model("m").addUserMessage("hi").build())) {
      stream.stream().forEach(accumulator::accumulate);
    }

    ChatCompletion.Choice choice = accumulator.chatCompletion().choices().getFirst();
    assertThat(choice.message().content()).contains("hello");
    assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
    assertThat(choice.message().toolCalls().orElseThrow())
        .extracting(call -> call.asFunction().function().arguments())
        .containsExactly("{\"a\":1}", "{}");
  }

  @Test
  void anthropicsClientReadsOneOfEitherDialect() {
    answer = whole("content-type: application/json\r\n", MESSAGE);
    Message same = streamed("claude");

    assertThat(same.content()).hasSize(7);
    assertThat(same.content().getFirst().asThinking().signature()).isEqualTo("s1");
    assertThat(same.content().get(3).isServerToolUse()).isTrue();
    assertThat(same.content().get(5).asToolUse()._input().toString()).contains("a=1");
    assertThat(same.stopReason()).contains(com.anthropic.models.messages.StopReason.TOOL_USE);
    assertThat(same.usage().outputTokens()).isEqualTo(7);
    assertThat(booked().usage()).isEqualTo(ELEVEN_AND_SEVEN);

    gateway.books().forget();
    answer = whole("content-type: application/json\r\n", COMPLETION);
    Message crossed = streamed("m");

    assertThat(crossed.content().getFirst().asText().text()).isEqualTo("hello");
    assertThat(crossed.content()).hasSize(3);
    assertThat(booked().usage()).isEqualTo(ELEVEN_AND_SEVEN);
  }

  @Test
  void callersOfTheOtherDialectReadAMessage() {
    answer = whole("content-type: application/json\r\n", MESSAGE);

    assertThat(ask("claude", true).body()).contains("hello", "tool_calls").endsWith(DONE);
    assertThat(booked().usage()).isEqualTo(ELEVEN_AND_SEVEN);
  }

  @Test
  void anErrorUnderStatus200IsAnErrorOfTheCallersDialect() {
    String limited =
        "{\"error\":{\"message\":\"slow down\",\"type\":\"rate_limit_error\",\"code\":429}}";
    String overloaded =
        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"busy\"}}";
    for (boolean stream : new boolean[] {true, false}) {
      answer = whole("retry-after: 7\r\n", limited);
      HttpResponse<String> refused = ask("m", stream);
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("retry-after")).contains("7");
      assertThat(error(refused).getString("message")).isEqualTo("slow down");
      assertThat(error(askAnthropically("m", stream)).getString("type"))
          .isEqualTo("rate_limit_error");

      answer = whole("", overloaded);
      assertThat(askAnthropically("claude", stream).statusCode()).isEqualTo(529);
      assertThat(ask("claude", stream).statusCode()).isEqualTo(503);
    }
    assertThat(gateway.books().bookings())
        .allMatch(booking -> booking.entry().status() == Status.FAILED)
        .allMatch(booking -> booking.entry().costUnits() == 0);
  }

  @Test
  void anObjectThatIsNoAnswerIsNone() {
    answer = whole("", "{\"detail\":\"what?\"}");

    assertThat(ask("m", true).statusCode()).isEqualTo(502);
  }

  private static Message streamed(String model) {
    MessageAccumulator accumulator = MessageAccumulator.create();
    try (var stream =
        gateway
            .anthropic()
            .messages()
            .createStreaming(
                MessageCreateParams.builder()
                    .model(model)
                    .maxTokens(9)
                    .addUserMessage("hi")
                    .build())) {
      stream.stream().forEach(accumulator::accumulate);
    }
    return accumulator.message();
  }

  private static JsonObject error(HttpResponse<String> got) {
    return new JsonObject(got.body()).getJsonObject("error");
  }
}
