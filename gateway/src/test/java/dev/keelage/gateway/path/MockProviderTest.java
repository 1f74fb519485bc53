package dev.keelage.gateway.path;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.models.messages.MessageCreateParams;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import dev.keelage.gateway.path.Books.Booking;
import dev.keelage.snapshot.ProviderEntry.MockBehaviour;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The provider without a vendor answers as a vendor would. */
@Timeout(60)
class MockProviderTest {
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start(fleet());
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void reset() {
    gateway.books().forget();
  }

  @Test
  void answersWithTheDeclaredNumberOfTokens() {
    var completion = gateway.openAi().chat().completions().create(chat("mock"));

    assertThat(completion.choices().getFirst().message().content().orElse("")).isNotBlank();
    assertThat(completion.usage().orElseThrow().completionTokens()).isEqualTo(8);
    Booking booking = gateway.books().awaited(any -> true);
    assertThat(booking.entry().usage().outputTokens()).isEqualTo(8);
    assertThat(booking.entry().usage().estimated()).isFalse();
  }

  @Test
  void streamsAsManyChunksAsTokensAndBooksThem() {
    List<ChatCompletionChunk> chunks;
    try (var stream = gateway.openAi().chat().completions().createStreaming(chat("mock"))) {
      chunks = stream.stream().toList();
    }

    assertThat(
            chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .flatMap(choice -> choice.delta().content().stream())
                .filter(text -> !text.isEmpty()))
        .hasSize(8);
    assertThat(gateway.books().awaited(any -> true).entry().usage().outputTokens()).isEqualTo(8);
  }

  @Test
  void obeysTheCallersBound() {
    var completion =
        gateway
            .openAi()
            .chat()
            .completions()
            .create(chat("mock").toBuilder().maxCompletionTokens(3).n(2).build());

    assertThat(completion.choices()).hasSize(2);
    assertThat(completion.choices().getFirst().finishReason().toString()).isEqualTo("length");
    assertThat(completion.usage().orElseThrow().completionTokens()).isEqualTo(6);
  }

  @Test
  void answersAnthropicClients() {
    var message =
        gateway
            .anthropic()
            .messages()
            .create(
                MessageCreateParams.builder()
                    .model("mock")
                    .maxTokens(100)
                    .addUserMessage("hi")
                    .build());

    assertThat(message.usage().outputTokens()).isEqualTo(8);
  }

  @Test
  void embedsEachInputInAsManyDimensionsAsAsked() {
    var answer =
        gateway
            .openAi()
            .embeddings()
            .create(
                EmbeddingCreateParams.builder()
                    .model("mock")
                    .inputOfArrayOfStrings(List.of("one", "two", "three"))
                    .dimensions(16)
                    .build());

    assertThat(answer.data()).hasSize(3);
    assertThat(answer.data().getFirst().embedding()).hasSize(16);
  }

  @Test
  void failsAsOftenAsDeclared() {
    assertThat(
            gateway
                .post(
                    "/v1/chat/completions",
                    "{\"model\":\"broken\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")
                .statusCode())
        .isEqualTo(500);
  }

  @Test
  void isRefusedWhereThePlatformDoesNotEnableIt() {
    try (RunningGateway strict =
        RunningGateway.start(fleet(), Map.of("keelage.mock.enabled", "false"))) {
      assertThat(
              strict
                  .post(
                      "/v1/chat/completions",
                      "{\"model\":\"mock\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")
                  .statusCode())
          .isEqualTo(502);
    }
  }

  private static Fleet fleet() {
    return new Fleet()
        .mock("mock", new MockBehaviour(5, 8, 1, 0))
        .mock("broken", new MockBehaviour(0, 8, 0, 100))
        .model("mock", "mock")
        .model("broken", 1, Fleet.TIMEOUTS, "broken");
  }

  private static ChatCompletionCreateParams chat(String model) {
    return ChatCompletionCreateParams.builder().model(model).addUserMessage("hi").build();
  }
}
