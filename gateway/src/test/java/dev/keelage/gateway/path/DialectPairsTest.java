package dev.keelage.gateway.path;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.keelage.gateway.path.Books.Booking;
import dev.keelage.gateway.stage.settle.LedgerEntry.Status;
import dev.keelage.snapshot.ProviderEntry.Type;
import dev.keelage.snapshot.Sensitive;
import dev.keelage.testkit.vendor.Fault;
import dev.keelage.testkit.vendor.RecordedRequest;
import dev.keelage.testkit.vendor.Script;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every client with every kind of provider, whole and streamed, by the official SDKs. */
@Timeout(60)
class DialectPairsTest extends VendorCase {
  @Override
  Fleet fleet() {
    return new Fleet()
        .openAi("openai", vendor.openAiUrl())
        .anthropic("anthropic", vendor.url())
        .provider(
            "pinned",
            Type.ANTHROPIC,
            vendor.url(),
            Map.of("anthropic-beta", new Sensitive("platform-beta")))
        .model("gpt", "openai")
        .model("claude", "anthropic")
        .model("claude-pinned", "pinned")
        .model("mixed", "openai", "anthropic");
  }

  @BeforeEach
  void vendorSaysAhoy() {
    vendor.always(Script.text("Ahoy there").tokens(11, 4).chunks(3, Duration.ofMillis(1)));
  }

  @Test
  void openAiClientReachesAnthropic() {
    ChatCompletion completion = gateway.openAi().chat().completions().create(chat("claude"));

    assertThat(completion.choices().getFirst().message().content()).contains("Ahoy there");
    assertThat(completion.model()).isEqualTo("claude");
    assertThat(vendor.lastRequest().uri()).isEqualTo("/v1/messages");
    assertThat(vendor.lastRequest().header("anthropic-version")).contains("2023-06-01");
    booked(11, 4);
  }

  @Test
  void openAiClientStreamsFromAnthropic() {
    List<ChatCompletionChunk> chunks;
    try (var stream = gateway.openAi().chat().completions().createStreaming(chat("claude"))) {
      chunks = stream.stream().toList();
    }

    assertThat(
            chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .flatMap(choice -> choice.delta().content().stream())
                .collect(Collectors.joining()))
        .isEqualTo("Ahoy there");
    booked(11, 4);
  }

  @Test
  void anthropicClientReachesOpenAi() {
    Message message = gateway.anthropic().messages().create(message("gpt"));

    assertThat(text(message)).isEqualTo("Ahoy there");
    assertThat(vendor.lastRequest().uri()).isEqualTo("/v1/chat/completions");
    booked(11, 4);
  }

  @Test
  void anthropicClientStreamsFromOpenAi() {
    assertThat(streamed("gpt")).isEqualTo("Ahoy there");
    booked(11, 4);
  }

  @Test
  void anthropicClientReachesAnthropic() {
    assertThat(text(gateway.anthropic().messages().create(message("claude"))))
        .isEqualTo("Ahoy there");
    booked(11, 4);
  }

  @Test
  void anthropicClientStreamsFromAnthropic() {
    assertThat(streamed("claude")).isEqualTo("Ahoy there");
    booked(11, 4);
  }

  @Test
  void theVersionOfABodyGoesUpWithIt() {
    gateway.post(
        "/v1/messages",
        "{\"model\":\"claude-pinned\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
        "anthropic-version",
        "2026-10-21",
        "anthropic-beta",
        "callers-beta");

    RecordedRequest request = vendor.lastRequest();
    assertThat(request.header("anthropic-version")).contains("2026-10-21");
    assertThat(request.header("anthropic-beta")).contains("platform-beta,callers-beta");
    assertThat(request.header("x-api-key")).contains(Fleet.VENDOR_KEY);
    assertThat(request.headers()).doesNotContainKey("authorization");
  }

  @Test
  void fallsBackFromOneDialectToTheOther() {
    vendor.next(Script.failure(503), Script.text("Z"));

    ChatCompletion completion = gateway.openAi().chat().completions().create(chat("mixed"));

    assertThat(completion.choices().getFirst().message().content()).contains("Z");
    assertThat(vendor.lastRequest().uri()).isEqualTo("/v1/messages");
  }

  @Test
  void brokenStreamsSaySoInTheCallersDialect() {
    vendor.always(
        Script.text("a b c d e f").chunks(6, Duration.ofMillis(1)).with(new Fault.Cut(6)));

    String openAi =
        gateway
            .post(
                "/v1/chat/completions",
                "{\"model\":\"claude\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")
            .body();
    String anthropic =
        gateway
            .post(
                "/v1/messages",
                "{\"model\":\"gpt\",\"stream\":true,\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
                "anthropic-version",
                "2023-06-01")
            .body();

    assertThat(openAi).contains("data: {\"error\":");
    assertThat(anthropic).contains("event: error\n");
    assertThat(gateway.books().bookings())
        .extracting(booking -> booking.entry().status())
        .containsOnly(Status.UPSTREAM_CUT);
  }

  @Test
  void listsModelsInAnthropicsShape() {
    assertThat(gateway.anthropic().models().list().data())
        .extracting(model -> model.id())
        .containsExactly("claude", "claude-pinned", "gpt", "mixed");
  }

  @Test
  void embeddingsHaveNoWordsInAnthropicsDialect() {
    assertThat(
            gateway.post("/v1/embeddings", "{\"model\":\"claude\",\"input\":\"x\"}").statusCode())
        .isEqualTo(400);
  }

  private void booked(long input, long output) {
    Booking booking = gateway.books().awaited(any -> true);
    assertThat(booking.entry().usage().inputTokens()).isEqualTo(input);
    assertThat(booking.entry().usage().outputTokens()).isEqualTo(output);
    assertThat(booking.entry().status()).isEqualTo(Status.COMPLETED);
  }

  private String streamed(String model) {
    try (var stream = gateway.anthropic().messages().createStreaming(message(model))) {
      return stream.stream()
          .filter(RawMessageStreamEvent::isContentBlockDelta)
          .map(event -> event.asContentBlockDelta().delta().asText().text())
          .collect(Collectors.joining());
    }
  }

  private static String text(Message message) {
    return message.content().stream()
        .flatMap(block -> block.text().stream())
        .map(block -> block.text())
        .collect(Collectors.joining());
  }

  private static ChatCompletionCreateParams chat(String model) {
    return ChatCompletionCreateParams.builder().model(model).addUserMessage("hi").build();
  }

  private static MessageCreateParams message(String model) {
    return MessageCreateParams.builder().model(model).maxTokens(100).addUserMessage("hi").build();
  }
}
