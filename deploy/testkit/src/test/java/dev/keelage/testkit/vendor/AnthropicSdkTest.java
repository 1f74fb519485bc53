package dev.keelage.testkit.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.errors.AnthropicIoException;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.StopReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnthropicSdkTest {
  private final MockVendor vendor = MockVendor.start();
  private final AnthropicClient client =
      AnthropicOkHttpClient.builder()
          .baseUrl(vendor.url())
          .apiKey("sk-ant-test")
          .maxRetries(0)
          .build();

  @AfterEach
  void close() {
    client.close();
    vendor.close();
  }

  @Test
  void answersWithDisjointInputClasses() {
    vendor.always(Script.text("Ahoy").tokens(new Tokens(100, 40, 10, 20, 0)));

    var answer = client.messages().create(question());

    assertThat(answer.content().getFirst().asText().text()).isEqualTo("Ahoy");
    assertThat(answer.stopReason()).contains(StopReason.END_TURN);
    assertThat(answer.usage().inputTokens()).isEqualTo(50);
    assertThat(answer.usage().cacheReadInputTokens()).contains(40L);
    assertThat(answer.usage().cacheCreationInputTokens()).contains(10L);
    assertThat(vendor.calls().getFirst().id()).isEqualTo(answer.id());
    assertThat(vendor.lastRequest().header("anthropic-version")).contains("2026-10-21");
  }

  @Test
  void streamsTextAndParallelToolsWhateverTheSlicesCut() {
    for (int bytes : new int[] {0, 1, 7, 4096}) {
      vendor.reset();
      vendor.always(
          Script.DEFAULT
              .andTool("board", "{\"ship\":\"Größe\"}")
              .andTool("time", "{}")
              .tokens(7, 9)
              .sliced(bytes)
              .crlf());

      var answer = stream();

      assertThat(answer.content().getFirst().asText().text()).isEqualTo(Script.DEFAULT_TEXT);
      assertThat(answer.content().get(1).asToolUse()._input().toString()).contains("Größe");
      assertThat(answer.content().get(2).asToolUse().name()).isEqualTo("time");
      assertThat(answer.stopReason()).contains(StopReason.TOOL_USE);
      assertThat(answer.usage().inputTokens()).isEqualTo(7);
      assertThat(answer.usage().outputTokens()).isEqualTo(9);
    }
  }

  @Test
  void refusesInTheVendorsTypes() {
    vendor.next(Script.failure(529));
    assertThatThrownBy(() -> client.messages().create(question()))
        .isInstanceOfSatisfying(
            AnthropicServiceException.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(529);
              assertThat(e.body().toString()).contains("overloaded_error");
            });
    vendor.requireApiKey("sk-right");
    assertThatThrownBy(() -> client.messages().create(question()))
        .isInstanceOfSatisfying(
            UnauthorizedException.class,
            e -> assertThat(e.body().toString()).contains("authentication_error"));
  }

  @Test
  void reportsAnErrorInsideAStream() {
    vendor.next(Script.DEFAULT.with(new Fault.ErrorEvent(3)));
    assertThatThrownBy(this::stream).hasMessageContaining("Overloaded");
  }

  @Test
  void cutsAStream() {
    vendor.next(Script.DEFAULT.with(new Fault.Cut(3)));
    assertThatThrownBy(this::stream).isInstanceOf(AnthropicIoException.class);
  }

  private Message stream() {
    var accumulator = MessageAccumulator.create();
    try (var stream = client.messages().createStreaming(question())) {
      stream.stream().forEach(accumulator::accumulate);
    }
    return accumulator.message();
  }

  private static MessageCreateParams question() {
    return MessageCreateParams.builder()
        .model("claude-sonnet-4-5")
        .maxTokens(1000)
        .addUserMessage("Are the papers in order?")
        .build();
  }
}
