package dev.keelage.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.OpenAIServiceException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.VendorError;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the dialects write, read by the vendors' own SDKs over a real connection. */
class SdkAcceptanceTest {
  private record Answer(int status, String contentType, Map<String, String> headers, Buffer body) {}

  private static final AtomicReference<Answer> ANSWER = new AtomicReference<>();
  private static final Vertx VERTX = Vertx.vertx();

  private static OpenAIClient openAi;
  private static AnthropicClient anthropic;

  @BeforeAll
  static void serve() {
    HttpServer server =
        VERTX
            .createHttpServer()
            .requestHandler(
                request -> {
                  Answer answer = ANSWER.get();
                  HttpServerResponse response = request.response().setStatusCode(answer.status());
                  answer.headers().forEach(response::putHeader);
                  response.putHeader("content-type", answer.contentType()).end(answer.body());
                })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    String url = "http://127.0.0.1:" + server.actualPort();
    openAi = OpenAIOkHttpClient.builder().baseUrl(url + "/v1").apiKey("kl-x").maxRetries(0).build();
    anthropic = AnthropicOkHttpClient.builder().baseUrl(url).apiKey("kl-x").maxRetries(0).build();
  }

  @AfterAll
  static void stop() {
    openAi.close();
    anthropic.close();
    VERTX.close();
  }

  static List<Story> openAiCallersReplies() {
    return Story.with("reply.json").filter(s -> s.other() == Story.OPENAI).toList();
  }

  static List<Story> openAiCallersStreams() {
    return Story.with("stream.sse").filter(s -> s.other() == Story.OPENAI).toList();
  }

  static List<Story> anthropicCallersReplies() {
    return Story.with("reply.json").filter(s -> s.other() == Story.ANTHROPIC).toList();
  }

  static List<Story> anthropicCallersStreams() {
    return Story.with("stream.sse").filter(s -> s.other() == Story.ANTHROPIC).toList();
  }

  @ParameterizedTest
  @MethodSource("openAiCallersReplies")
  void openAiReadsReplies(Story story) {
    json(200, Map.of(), Buffer.buffer(story.read("reply.openai.json")));

    ChatCompletion completion = openAi.chat().completions().create(openAiCall());

    assertThat(completion.validate().choices()).hasSize(1);
    assertThat(completion.usage().orElseThrow().totalTokens()).isPositive();
  }

  @Test
  void openAiReadsToolCalls() {
    json(200, Map.of(), Buffer.buffer(story("anthropic/tools").read("reply.openai.json")));

    ChatCompletion.Choice choice =
        openAi.chat().completions().create(openAiCall()).choices().getFirst();

    assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
    assertThat(
            choice.message().toolCalls().orElseThrow().stream()
                .map(call -> call.asFunction().function().arguments()))
        .containsExactly("{\"ship\":\"Ada\"}", "{}");
  }

  @ParameterizedTest
  @MethodSource("openAiCallersStreams")
  void openAiReadsStreams(Story story) {
    sse(Buffer.buffer(story.read("stream.openai.sse")));

    if (story.toString().endsWith("failure")) {
      assertThatThrownBy(this::openAiStream).hasMessageContaining("Overloaded");
      return;
    }
    ChatCompletion completion = openAiStream();

    assertThat(completion.choices().getFirst().validate().finishReason().known()).isNotNull();
    assertThat(completion.usage().orElseThrow().totalTokens()).isPositive();
    if (story.toString().endsWith("tools")) {
      assertThat(
              completion.choices().getFirst().message().toolCalls().orElseThrow().stream()
                  .map(call -> call.asFunction().function().arguments()))
          .containsExactly("{\"ship\": \"Ada\"}", "{}");
    }
  }

  @ParameterizedTest
  @MethodSource("anthropicCallersReplies")
  void anthropicReadsReplies(Story story) {
    json(200, Map.of(), Buffer.buffer(story.read("reply.anthropic.json")));

    Message message = anthropic.messages().create(anthropicCall());

    assertThat(message.validate().content()).isNotEmpty();
    assertThat(message.stopReason()).isPresent();
  }

  @ParameterizedTest
  @MethodSource("anthropicCallersStreams")
  void anthropicReadsStreams(Story story) {
    sse(Buffer.buffer(story.read("stream.anthropic.sse")));

    if (ANSWER.get().body().toString().contains("event: error")) {
      assertThatThrownBy(this::anthropicStream).isInstanceOf(AnthropicServiceException.class);
      return;
    }
    Message message = anthropicStream();

    assertThat(message.validate().stopReason()).isPresent();
    switch (story.toString()) {
      case "openai/tools" ->
          assertThat(message.content().get(1).asToolUse()._input().toString()).contains("Ada");
      case "openai/text" -> {
        assertThat(message.content().getFirst().asText().text())
            .isEqualTo("Grüße ⚓ 🚢\n\"quoted\"");
        assertThat(message.usage().outputTokens()).isEqualTo(10);
        assertThat(message.usage().inputTokens()).isEqualTo(15);
      }
      default -> assertThat(message.content()).isNotEmpty();
    }
  }

  static List<Rejection> rejections() {
    Duration soon = Duration.ofSeconds(3);
    return List.of(
        new Rejection.Unauthenticated("no key"),
        new Rejection.KeyUnusable(Rejection.KeyUnusable.Why.EXPIRED, "kl-abcd…"),
        new Rejection.KeyUnusable(Rejection.KeyUnusable.Why.SUSPENDED, "kl-abcd…"),
        new Rejection.ModelForbidden("m"),
        new Rejection.ModelUnknown("m"),
        new Rejection.ModelUnavailable("m", true, soon),
        new Rejection.RouteUnknown("GET", "/x", false),
        new Rejection.RouteUnknown("GET", "/x", true),
        new Rejection.BadRequest("bad", Optional.of("n")),
        new Rejection.BodyTooLarge(10),
        new Rejection.RequestTimeout(),
        new Rejection.RateLimited("key:a/b", "tokens", 10, 0, soon, Optional.empty()),
        new Rejection.BudgetExhausted("a/b", "1", "1", "2026-12-01T00:00Z"),
        new Rejection.Unpriced("m"),
        new Rejection.GuardrailBlocked("g", "PreCall"),
        new Rejection.GuardrailUnavailable("g"),
        new Rejection.Unavailable("counters unreachable", soon),
        new Rejection.UpstreamFailed(504, "too slow"),
        new Rejection.UpstreamRefused(
            new VendorError(529, "overloaded_error", Optional.empty(), "full"), Optional.of(soon)),
        new Rejection.Untranslatable("'n'", "ANTHROPIC"),
        new Rejection.Internal("01HX"));
  }

  @ParameterizedTest
  @MethodSource("rejections")
  void bothReadEveryRefusal(Rejection rejection) {
    RenderedError error = Story.OPENAI.renderError(rejection);
    json(error.status(), error.headers(), error.body());
    Throwable thrown = catchThrowable(() -> openAi.chat().completions().create(openAiCall()));
    assertThat(thrown).isInstanceOf(OpenAIServiceException.class);
    OpenAIServiceException openAiError = (OpenAIServiceException) thrown;
    assertThat(openAiError.statusCode()).isEqualTo(error.status());
    assertThat(openAiError.type()).isPresent();
    assertThat(openAiError.code()).hasValue(Integer.toString(error.status()));

    error = Story.ANTHROPIC.renderError(rejection);
    json(error.status(), error.headers(), error.body());
    thrown = catchThrowable(() -> anthropic.messages().create(anthropicCall()));
    assertThat(thrown).isInstanceOf(AnthropicServiceException.class);
    assertThat(((AnthropicServiceException) thrown).statusCode()).isEqualTo(error.status());
    assertThat(thrown).hasMessageContaining("{\"type\":\"error\",\"error\":{\"type\":");
  }

  @ParameterizedTest
  @MethodSource("rejections")
  void bothRaiseRefusalsInsideAStream(Rejection rejection) {
    sse(Story.OPENAI.renderStreamError(rejection));
    assertThatThrownBy(this::openAiStream).isInstanceOf(OpenAIServiceException.class);

    sse(Story.ANTHROPIC.renderStreamError(rejection));
    assertThatThrownBy(this::anthropicStream).isInstanceOf(AnthropicServiceException.class);
  }

  private ChatCompletion openAiStream() {
    ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
    try (var stream = openAi.chat().completions().createStreaming(openAiCall())) {
      for (ChatCompletionChunk chunk : (Iterable<ChatCompletionChunk>) stream.stream()::iterator) {
        accumulator.accumulate(chunk.validate());
      }
    }
    return accumulator.chatCompletion();
  }

  private Message anthropicStream() {
    MessageAccumulator accumulator = MessageAccumulator.create();
    try (var stream = anthropic.messages().createStreaming(anthropicCall())) {
      for (RawMessageStreamEvent event :
          (Iterable<RawMessageStreamEvent>) stream.stream()::iterator) {
        accumulator.accumulate(event.validate());
      }
    }
    return accumulator.message();
  }

  private static ChatCompletionCreateParams openAiCall() {
    return ChatCompletionCreateParams.builder().model("m").addUserMessage("Hi").build();
  }

  private static MessageCreateParams anthropicCall() {
    return MessageCreateParams.builder().model("m").maxTokens(9).addUserMessage("Hi").build();
  }

  private static Story story(String name) {
    return Story.with("reply.json")
        .filter(s -> s.toString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void json(int status, Map<String, String> headers, Buffer body) {
    ANSWER.set(new Answer(status, "application/json", headers, body));
  }

  private static void sse(Buffer body) {
    ANSWER.set(new Answer(200, "text/event-stream", Map.of(), body));
  }
}
