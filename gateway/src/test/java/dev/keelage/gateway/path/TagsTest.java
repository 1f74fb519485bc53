package dev.keelage.gateway.path;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.models.messages.MessageCreateParams;
import com.openai.core.JsonValue;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import dev.keelage.gateway.stage.settle.LedgerEntry;
import dev.keelage.testkit.vendor.Script;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tags that callers say, wherever they say them. */
@Timeout(60)
class TagsTest extends OneVendorCase {
  @Test
  void tagsThatTheCallerSaysAreBooked() {
    vendor.always("vendor-m", Script.text("Ahoy"));

    gateway.post("/v1/chat/completions", body("tagged"), "x-keelage-tags", "nightly, batch");

    assertThat(gateway.books().saying("tagged").entry().tags()).containsExactly("batch", "nightly");
    assertThat(gateway.post("/v1/chat/completions", body("plain")).statusCode()).isEqualTo(200);
    assertThat(gateway.books().saying("plain").entry().tags()).isEmpty();
  }

  @Test
  void tagsInTheBodyAreBookedBesideThoseInHeadersAndNotSentOn() {
    vendor.always("vendor-m", Script.text("Ahoy"));

    gateway
        .openAi()
        .chat()
        .completions()
        .create(
            ask("tagged in its body").toBuilder()
                .putAdditionalHeader("x-litellm-tags", "nightly")
                .putAdditionalBodyProperty(
                    "metadata",
                    JsonValue.from(Map.of("tags", List.of("job:7", "batch"), "trace", "t-1")))
                .build());

    assertThat(gateway.books().saying("tagged in its body").entry().tags())
        .containsExactly("batch", "job:7", "nightly");
    assertThat(vendor.lastRequest().json().getJsonObject("metadata"))
        .isEqualTo(new JsonObject().put("trace", "t-1"));
  }

  @Test
  void tagsOfEmbeddingsAreBookedToo() {
    gateway
        .openAi()
        .embeddings()
        .create(
            EmbeddingCreateParams.builder()
                .model("m")
                .input("tagged embedding")
                .putAdditionalBodyProperty(
                    "metadata", JsonValue.from(Map.of("tags", List.of("batch"))))
                .build());

    assertThat(gateway.books().saying("tagged embedding").entry().tags()).containsExactly("batch");
    assertThat(vendor.lastRequest().json().containsKey("metadata")).isFalse();
  }

  @Test
  void tagsThatAreNoneAreRefusedInTheCallersDialect() {
    var answer =
        gateway.post(
            "/v1/chat/completions",
            body("odd tags").replace("\"seed\":1", "\"metadata\":{\"tags\":[\"a\",{}]}"));

    assertThat(answer.statusCode()).isEqualTo(400);
    JsonObject error = new JsonObject(answer.body()).getJsonObject("error");
    assertThat(error.getString("param")).isEqualTo("tags");
    assertThat(error.getString("message")).contains("must be a list of strings");
  }

  @Test
  void tagsInTheBodyOfAMessageAreBookedAndNotSentOnWhileItsUserIs() {
    String call =
        """
        {"tags": ["a"], "metadata": {"user_id": "u-1", "tags": ["b", "c"]}, "model": "claude",
         "max_tokens": 9, "messages": [{"role": "user", "content": "tagged message"}]}""";
    vendor.always(Script.text("Ahoy"));

    var answer = gateway.post("/v1/messages", call, "x-keelage-tags", "d");

    assertThat(answer.statusCode()).isEqualTo(200);
    LedgerEntry entry = gateway.books().saying("tagged message").entry();
    assertThat(entry.tags()).containsExactly("a", "b", "c", "d");
    assertThat(entry.user()).contains("u-1");
    assertThat(vendor.lastRequest().bodyText())
        .isEqualTo(
            """
            { "metadata": {"user_id": "u-1"}, "model": "vendor-claude",
             "max_tokens": 9, "messages": [{"role": "user", "content": "tagged message"}]}""");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "claude | {\"tags\":[\"b\"]}",
        "claude | {\"tags\":\"b\"}",
        "m | {\"tags\":[\"b\"]}",
        "m | {\"tags\":\"b\"}"
      })
  void anthropicsClientSaysTagsWhateverTheVendor(String model, String metadata) {
    vendor.always(Script.text("Ahoy"));

    gateway
        .anthropic()
        .messages()
        .create(
            MessageCreateParams.builder()
                .model(model)
                .maxTokens(9)
                .addUserMessage("tagged anyhow")
                .putAdditionalBodyProperty(
                    "metadata",
                    com.anthropic.core.JsonValue.from(new JsonObject(metadata).getMap()))
                .build());

    assertThat(gateway.books().saying("tagged anyhow").entry().tags()).containsExactly("b");
    assertThat(vendor.lastRequest().json().containsKey("metadata")).isFalse();
  }

  @Test
  void tagsOfAMessageThatAreNoneAreRefusedInItsDialect() {
    var answer =
        gateway.post(
            "/v1/messages",
            "{\"model\":\"claude\",\"max_tokens\":9,\"metadata\":{\"tags\":[1]},\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");

    assertThat(answer.statusCode()).isEqualTo(400);
    JsonObject error = new JsonObject(answer.body()).getJsonObject("error");
    assertThat(error.getString("type")).isEqualTo("invalid_request_error");
    assertThat(error.getString("message")).contains("tags", "must be a list of strings");
  }

  private static String body(String said) {
    return "{\"messages\": [{\"role\":\"user\",\"content\":\"%s\"}],\"model\" : \"m\", \"seed\":1}"
        .formatted(said);
  }

  private static ChatCompletionCreateParams ask(String said) {
    return ChatCompletionCreateParams.builder().model("m").addUserMessage(said).build();
  }
}
