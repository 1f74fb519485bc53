package dev.keelage.gateway.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.core.JsonValue;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.models.messages.MessageCountTokensParams;
import dev.keelage.gateway.exchange.Operation;
import dev.keelage.gateway.path.Books.Booking;
import dev.keelage.gateway.stage.admit.Claim;
import dev.keelage.gateway.stage.settle.LedgerEntry.Status;
import dev.keelage.testkit.vendor.RecordedRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many tokens a call would have: asked of Anthropic, else estimated; never charged. */
@Timeout(60)
class CountTokensTest extends VendorCase {
  private static final String COUNT = "/v1/messages/count_tokens";

  @Override
  Fleet fleet() {
    return new Fleet()
        .openAi("openai", vendor.openAiUrl())
        .anthropic("anthropic", vendor.url())
        .anthropic("away", "http://127.0.0.1:1")
        .model("gpt", "openai")
        .model("claude", "anthropic")
        .model("mixed", "openai", "anthropic")
        .model("lost", "away");
  }

  @Test
  void anthropicItselfIsAsked() {
    long tokens = count("claude", "of the vendor");

    RecordedRequest asked = vendor.lastRequest();
    assertThat(asked.uri()).isEqualTo(COUNT);
    assertThat(asked.json().getString("model")).isEqualTo("vendor-claude");
    assertThat(asked.header("x-api-key")).contains(Fleet.VENDOR_KEY);
    assertThat(tokens).isEqualTo(Math.ceilDiv(asked.bodyText().length(), 4));
    Booking booking = gateway.books().saying("of the vendor");
    assertThat(booking.entry().operation()).isEqualTo(Operation.COUNT_TOKENS);
    assertThat(booking.entry().status()).isEqualTo(Status.COMPLETED);
    assertThat(booking.entry().costUnits()).isZero();
    assertThat(booking.entry().usage().totalTokens()).isZero();
    assertThat(booking.reservation().claims())
        .isNotEmpty()
        .allMatch(claim -> claim instanceof Claim.Requests);
  }

  @Test
  void modelsOfAnotherDialectAreEstimated() {
    long few = count("gpt", "few");
    long more = count("gpt", "more ".repeat(1_000));

    assertThat(few).isBetween(1L, 100L);
    assertThat(more).isBetween(1_000L, 3_000L);
    assertThat(vendor.requests()).isEmpty();
    Booking booking = gateway.books().saying("few");
    assertThat(booking.entry().status()).isEqualTo(Status.COMPLETED);
    assertThat(booking.entry().costUnits()).isZero();
    assertThat(booking.entry().attempts()).isZero();
  }

  @Test
  void amongDeploymentsThoseThatCanCountAreAsked() {
    count("mixed", "mixed");

    assertThat(vendor.lastRequest().json().getString("model")).isEqualTo("vendor-mixed");
    assertThat(vendor.lastRequest().uri()).isEqualTo(COUNT);
  }

  @Test
  void membersThatOnlyAnthropicKnowsPassAndTagsDoNot() {
    JsonObject call =
        call("claude", "beta")
            .put("thinking", JsonObject.of("type", "adaptive"))
            .put("context_management", JsonObject.of("edits", new JsonArray()))
            .put("metadata", JsonObject.of("tags", JsonArray.of("batch")));

    HttpResponse<String> got =
        gateway.post(
            COUNT + "?beta=true", call.encode(), "anthropic-beta", "token-counting-2024-11-01");

    assertThat(got.statusCode()).isEqualTo(200);
    assertThat(got.headers().firstValue("x-keelage-cost").map(BigDecimal::new))
        .hasValueSatisfying(cost -> assertThat(cost).isZero());
    RecordedRequest asked = vendor.lastRequest();
    assertThat(asked.header("anthropic-beta")).contains("token-counting-2024-11-01");
    assertThat(asked.json().getMap()).containsKeys("thinking", "context_management");
    assertThat(asked.json().containsKey("metadata")).isFalse();
    assertThat(gateway.books().saying("beta").entry().tags()).containsExactly("batch");
  }

  @Test
  void accessModelsAndRequestLimitsHoldAsForCalls() {
    assertThatThrownBy(() -> count("nothing", "x")).isInstanceOf(NotFoundException.class);
    gateway.books().refuseNext();
    assertThatThrownBy(() -> count("gpt", "x")).isInstanceOf(RateLimitException.class);
    assertThat(gateway.get(COUNT).statusCode()).isEqualTo(405);
    assertThat(gateway.post(COUNT, "{\"model\":\"gpt\"}").statusCode()).isEqualTo(400);
    assertThat(gateway.post("/v1/messages", call("claude", "x").encode()).body())
        .contains("max_tokens");
  }

  @Test
  void vendorsThatAreAwayAreNotMadeUpFor() {
    HttpResponse<String> got = gateway.post(COUNT, call("lost", "lost").encode());

    assertThat(got.statusCode()).isEqualTo(502);
    assertThat(new JsonObject(got.body()).getString("type")).isEqualTo("error");
    Booking booking = gateway.books().saying("lost");
    assertThat(booking.entry().status()).isEqualTo(Status.FAILED);
    assertThat(booking.entry().usage().totalTokens()).isZero();
  }

  private static JsonObject call(String model, String said) {
    return JsonObject.of(
        "model", model, "messages", JsonArray.of(JsonObject.of("role", "user", "content", said)));
  }

  private long count(String model, String said) {
    return gateway
        .anthropic()
        .messages()
        .countTokens(
            MessageCountTokensParams.builder()
                .model(model)
                .addUserMessage(said)
                .putAdditionalBodyProperty("metadata", JsonValue.from(Map.of("tags", List.of())))
                .build())
        .inputTokens();
  }
}
