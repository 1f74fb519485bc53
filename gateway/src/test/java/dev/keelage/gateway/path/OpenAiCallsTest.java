package dev.keelage.gateway.path;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.embeddings.EmbeddingCreateParams;
import dev.keelage.gateway.path.Books.Booking;
import dev.keelage.gateway.stage.settle.LedgerEntry.Status;
import dev.keelage.testkit.vendor.RecordedRequest;
import dev.keelage.testkit.vendor.Script;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** OpenAI clients to OpenAI upstreams: bytes pass through. */
@Timeout(60)
class OpenAiCallsTest extends VendorCase {
  @Override
  Fleet fleet() {
    return new Fleet().openAi("openai", vendor.openAiUrl()).model("gpt-4o", "openai");
  }

  @Test
  void answersWholeCalls() {
    vendor.always("vendor-gpt-4o", Script.text("Ahoy ⚓").tokens(12, 3));

    ChatCompletion completion = gateway.openAi().chat().completions().create(ask("whole"));

    assertThat(completion.choices().getFirst().message().content()).contains("Ahoy ⚓");
    Booking booking = gateway.books().saying("whole");
    assertThat(booking.entry().status()).isEqualTo(Status.COMPLETED);
    assertThat(booking.entry().usage().inputTokens()).isEqualTo(12);
    assertThat(booking.entry().usage().outputTokens()).isEqualTo(3);
    assertThat(booking.entry().usage().estimated()).isFalse();
    // 12 × 2.50 + 3 × 10.00 USD per million
    assertThat(booking.entry().costUnits()).isEqualTo(600_000);
    assertThat(booking.entry().attempts()).isEqualTo(1);
  }

  @Test
  void streamsAndBooksUsageThatTheCallerDidNotAskFor() {
    vendor.always(
        "vendor-gpt-4o",
        Script.text("one two three four").tokens(20, 4).chunks(4, Duration.ofMillis(1)));

    List<ChatCompletionChunk> chunks;
    try (var stream = gateway.openAi().chat().completions().createStreaming(ask("stream"))) {
      chunks = stream.stream().toList();
    }

    assertThat(text(chunks)).isEqualTo("one two three four");
    assertThat(chunks).allMatch(chunk -> chunk.usage().isEmpty());
    assertThat(chunks).allMatch(chunk -> !chunk.choices().isEmpty());
    Booking booking = gateway.books().saying("stream");
    assertThat(booking.entry().usage().inputTokens()).isEqualTo(20);
    assertThat(booking.entry().usage().outputTokens()).isEqualTo(4);
    assertThat(booking.entry().timeToFirstToken()).isPresent();
  }

  @Test
  void passesUsageOnToCallersWhoAskedForIt() {
    vendor.always("vendor-gpt-4o", Script.text("one").tokens(20, 4));

    List<ChatCompletionChunk> chunks;
    try (var stream =
        gateway
            .openAi()
            .chat()
            .completions()
            .createStreaming(
                ask("usage").toBuilder()
                    .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
                    .build())) {
      chunks = stream.stream().toList();
    }

    assertThat(chunks.getLast().usage()).isPresent();
    assertThat(chunks.getLast().usage().get().promptTokens()).isEqualTo(20);
  }

  @Test
  void describesTheAnswerInHeaders() {
    vendor.always("vendor-gpt-4o", Script.text("Ahoy"));

    var answer = gateway.post("/v1/chat/completions", body("headers"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-keelage-call-id")).isPresent();
    assertThat(answer.headers().firstValue("x-keelage-model")).contains("gpt-4o");
    assertThat(answer.headers().firstValue("x-keelage-deployment")).contains("openai");
    assertThat(answer.headers().firstValue("x-keelage-attempts")).contains("1");
    assertThat(answer.headers().firstValue("x-keelage-cost"))
        .hasValueSatisfying(cost -> assertThat(new BigDecimal(cost)).isPositive());
    assertThat(answer.headers().firstValue("x-ratelimit-limit-requests")).contains("100");
    assertThat(answer.headers().firstValue("x-request-id")).isPresent();
  }

  @Test
  void saysWhatTheCostIsMadeOfWhereAsked() {
    vendor.always("vendor-gpt-4o", Script.text("Ahoy"));

    var asked = gateway.post("/v1/chat/completions", body("parts"), "x-keelage-explain", "cost");
    var unasked = gateway.post("/v1/chat/completions", body("no parts"));

    BigDecimal cost = new BigDecimal(asked.headers().firstValue("x-keelage-cost").orElseThrow());
    BigDecimal parts =
        Stream.of(asked.headers().firstValue("x-keelage-cost-parts").orElseThrow().split(", "))
            .map(part -> new BigDecimal(part.substring(part.indexOf('=') + 1)))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(parts).isPositive().isEqualByComparingTo(cost);
    assertThat(unasked.headers().firstValue("x-keelage-cost-parts")).isEmpty();
  }

  @Test
  void sendsUpOnlyWhatTheVendorShouldSee() {
    vendor.always("vendor-gpt-4o", Script.text("Ahoy"));

    gateway.post(
        "/v1/chat/completions",
        body("upstream"),
        "x-api-key",
        Fleet.KEY,
        "cookie",
        "session=1",
        "openai-organization",
        "org-of-the-caller",
        "x-forwarded-for",
        "10.0.0.1");

    RecordedRequest request = vendor.lastRequest();
    assertThat(request.uri()).isEqualTo("/v1/chat/completions");
    assertThat(request.header("authorization")).contains("Bearer " + Fleet.VENDOR_KEY);
    assertThat(request.headers())
        .doesNotContainKeys("x-api-key", "cookie", "openai-organization", "x-forwarded-for");
    assertThat(request.headers().toString()).doesNotContain(Fleet.KEY);
    assertThat(request.header("x-keelage-call-id")).isPresent();
    assertThat(request.json().getString("model")).isEqualTo("vendor-gpt-4o");
    assertThat(request.bodyText())
        .isEqualTo(body("upstream").replace("\"gpt-4o\"", "\"vendor-gpt-4o\""));
  }

  @Test
  void embeds() {
    var answer =
        gateway
            .openAi()
            .embeddings()
            .create(
                EmbeddingCreateParams.builder()
                    .model("gpt-4o")
                    .inputOfArrayOfStrings(List.of("one", "two"))
                    .build());

    assertThat(answer.data()).hasSize(2);
  }

  @Test
  void takesTheSpellingsOfOtherGateways() {
    vendor.always("vendor-gpt-4o", Script.text("Ahoy"));

    assertThat(gateway.post("/chat/completions", body("plain")).statusCode()).isEqualTo(200);
    assertThat(
            gateway
                .post(
                    "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21",
                    body("azure"),
                    "api-key",
                    Fleet.KEY)
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void aPathThatNamesTheModelStandsForABodyThatDoesNot() {
    vendor.always("vendor-gpt-4o", Script.text("Ahoy"));
    String call = "{\"tags\":[\"t\"],\"messages\":[{\"role\":\"user\",\"content\":\"nameless\"}]}";

    var answer =
        gateway.post("/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21", call);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(vendor.lastRequest().bodyText())
        .isEqualTo(
            "{\"model\":\"vendor-gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"nameless\"}]}");
    assertThat(gateway.books().saying("nameless").entry().tags()).containsExactly("t");
    assertThat(gateway.post("/openai/deployments/gpt-4o/chat/completions", "{}").body())
        .contains("messages");
    assertThat(gateway.post("/v1/chat/completions", call).statusCode()).isEqualTo(400);
  }

  @Test
  void refusalsCarryTheStateOfTheLimits() {
    gateway.books().refuseNext();

    var answer = gateway.post("/v1/chat/completions", body("limited"));

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("retry-after")).isPresent();
    assertThat(answer.headers().firstValue("x-ratelimit-remaining-requests")).contains("0");
  }

  @Test
  void listsModels() {
    assertThat(gateway.openAi().models().list().data())
        .extracting(model -> model.id())
        .containsExactly("gpt-4o");
    assertThat(gateway.openAi().models().retrieve("gpt-4o").id()).isEqualTo("gpt-4o");
    assertThat(gateway.get("/v1/models/nothing").statusCode()).isEqualTo(404);
  }

  private static String body(String said) {
    return "{\"messages\": [{\"role\":\"user\",\"content\":\"%s\"}],\"model\" : \"gpt-4o\", \"seed\":1}"
        .formatted(said);
  }

  private static ChatCompletionCreateParams ask(String said) {
    return ChatCompletionCreateParams.builder().model("gpt-4o").addUserMessage(said).build();
  }

  private static String text(List<ChatCompletionChunk> chunks) {
    return chunks.stream()
        .flatMap(chunk -> chunk.choices().stream())
        .flatMap(choice -> choice.delta().content().stream())
        .collect(Collectors.joining());
  }
}
