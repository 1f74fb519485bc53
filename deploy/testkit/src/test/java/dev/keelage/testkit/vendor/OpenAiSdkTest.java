package dev.keelage.testkit.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.embeddings.EmbeddingCreateParams;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenAiSdkTest {
  private final MockVendor vendor = MockVendor.start();
  private final OpenAIClient client = client("sk-test", 0);

  @AfterEach
  void close() {
    client.close();
    vendor.close();
  }

  @Test
  void answersAndKeepsBook() {
    vendor.always("gpt-4o", Script.text("Ahoy").tokens(new Tokens(100, 40, 0, 20, 5)));

    var answer = client.chat().completions().create(question("gpt-4o").build());

    assertThat(answer.choices().getFirst().message().content()).contains("Ahoy");
    assertThat(answer.choices().getFirst().finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
    var usage = answer.usage().orElseThrow();
    assertThat(usage.promptTokens()).isEqualTo(100);
    assertThat(usage.promptTokensDetails().orElseThrow().cachedTokens()).contains(40L);
    assertThat(usage.completionTokensDetails().orElseThrow().reasoningTokens()).contains(5L);
    var call = vendor.calls().getFirst();
    assertThat(call.id()).isEqualTo(answer.id());
    assertThat(call.correlation()).contains("call-1");
    assertThat(call.tokens()).isEqualTo(new Tokens(100, 40, 0, 20, 5));
    assertThat(vendor.lastRequest().header("Authorization")).contains("Bearer sk-test");
    assertThat(vendor.lastRequest().json().getString("model")).isEqualTo("gpt-4o");
  }

  @Test
  void streamsWhateverTheSlicesCut() {
    for (int bytes : new int[] {0, 1, 7, 4096}) {
      vendor.reset();
      vendor.always(
          Script.DEFAULT
              .andTool("board", "{\"ship\":\"Größe\"}")
              .tokens(7, 9)
              .sliced(bytes)
              .crlf());

      var answer = stream(question("gpt-4o"));

      assertThat(answer.choices().getFirst().message().content()).contains(Script.DEFAULT_TEXT);
      var call =
          answer.choices().getFirst().message().toolCalls().orElseThrow().getFirst().asFunction();
      assertThat(call.function().arguments()).isEqualTo("{\"ship\":\"Größe\"}");
      assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(9);
    }
  }

  @Test
  void wantsToolsInParallel() {
    vendor.next(Script.tool("weather", "{\"city\":\"Kiel\"}").andTool("time", "{}"));

    var choice =
        client.chat().completions().create(question("gpt-4o").build()).choices().getFirst();

    assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
    assertThat(choice.message().content()).isEmpty();
    assertThat(choice.message().toolCalls().orElseThrow())
        .extracting(call -> call.asFunction().function().name())
        .containsExactly("weather", "time");
  }

  @Test
  void neverExceedsTheRequestsLimit() {
    vendor.always(Script.text("long").tokens(10, 500));

    var answer =
        client.chat().completions().create(question("gpt-4o").maxCompletionTokens(50).build());

    assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(50);
    assertThat(answer.choices().getFirst().finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.LENGTH);
    assertThat(vendor.calls().getFirst().tokens().completion()).isEqualTo(50);
  }

  @Test
  void failsFirstAndThenRecovers() {
    vendor.next(Script.failure(429).retryAfter(Duration.ofSeconds(1)), Script.failure(503));

    var patient = client("sk-test", 2);
    assertThat(patient.chat().completions().create(question("gpt-4o").build()).choices())
        .hasSize(1);
    patient.close();

    assertThat(vendor.calls())
        .extracting(Call::ending)
        .containsExactly(Call.Ending.REFUSED, Call.Ending.REFUSED, Call.Ending.COMPLETE);
    assertThat(vendor.calls().getFirst().tokens()).isEqualTo(Tokens.NONE);
  }

  @Test
  void refusesInTheVendorsTypes() {
    vendor.next(Script.failure(429), Script.failure(404), Script.failure(500), Script.failure(503));
    var chat = client.chat().completions();

    assertThatThrownBy(() -> chat.create(question("m").build()))
        .isInstanceOfSatisfying(
            RateLimitException.class, e -> assertThat(e.code()).contains("rate_limit_exceeded"));
    assertThatThrownBy(() -> chat.create(question("m").build()))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> chat.create(question("m").build()))
        .isInstanceOf(InternalServerException.class);
    assertThatThrownBy(() -> chat.create(question("m").build()))
        .isInstanceOf(InternalServerException.class);
    vendor.requireApiKey("sk-right");
    assertThatThrownBy(() -> chat.create(question("m").build()))
        .isInstanceOfSatisfying(
            UnauthorizedException.class, e -> assertThat(e.code()).contains("invalid_api_key"));
  }

  @Test
  void breaksOffWhereTheScriptSays() {
    vendor.next(Script.DEFAULT.with(new Fault.Drop()), Script.DEFAULT.with(new Fault.Cut(1)));
    vendor.next(Script.DEFAULT.with(new Fault.Cut(2)));

    assertThatThrownBy(() -> client.chat().completions().create(question("m").build()))
        .isInstanceOf(OpenAIIoException.class);
    assertThatThrownBy(() -> client.chat().completions().create(question("m").build()))
        .hasMessageContaining("Error reading response");
    assertThatThrownBy(() -> stream(question("m"))).isInstanceOf(OpenAIIoException.class);

    assertThat(vendor.calls()).extracting(Call::ending).containsOnly(Call.Ending.CUT);
    assertThat(vendor.calls().getLast().eventsSent()).isEqualTo(2);
  }

  @Test
  void embedsTheSameInBothEncodings() {
    var params =
        EmbeddingCreateParams.builder().model("text-embedding-3-small").input("Kiel").dimensions(8);

    var base64 =
        client
            .embeddings()
            .create(params.encodingFormat(EmbeddingCreateParams.EncodingFormat.BASE64).build());
    var floats =
        client
            .embeddings()
            .create(params.encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT).build());

    assertThat(floats.data().getFirst().embedding()).hasSize(8);
    assertThat(base64.data().getFirst().embedding())
        .isEqualTo(floats.data().getFirst().embedding());
    assertThat(vendor.calls().getFirst().tokens().prompt())
        .isEqualTo(base64.usage().promptTokens());
  }

  @Test
  void listsTheModelsItHasScriptsFor() {
    vendor.always("gpt-4o", Script.DEFAULT);
    assertThat(client.models().list().data())
        .extracting(model -> model.id())
        .containsExactly("gpt-4o");
  }

  private OpenAIClient client(String key, int retries) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(vendor.openAiUrl())
        .apiKey(key)
        .maxRetries(retries)
        .build();
  }

  private static ChatCompletionCreateParams.Builder question(String model) {
    return ChatCompletionCreateParams.builder()
        .model(model)
        .putAdditionalHeader("x-keelage-call-id", "call-1")
        .addUserMessage("Are the papers in order?");
  }

  private ChatCompletion stream(ChatCompletionCreateParams.Builder question) {
    var accumulator = ChatCompletionAccumulator.create();
    var withUsage = ChatCompletionStreamOptions.builder().includeUsage(true).build();
    try (var stream =
        client.chat().completions().createStreaming(question.streamOptions(withUsage).build())) {
      stream.stream().forEach(accumulator::accumulate);
    }
    return accumulator.chatCompletion();
  }
}
