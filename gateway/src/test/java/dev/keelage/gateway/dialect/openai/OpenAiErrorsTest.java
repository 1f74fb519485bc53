package dev.keelage.gateway.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.dialect.Compat;
import dev.keelage.gateway.dialect.RenderedError;
import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.VendorError;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiErrorsTest {
  private static final Rejection EXHAUSTED =
      new Rejection.BudgetExhausted("team/monthly", "500.01", "500.00", "2026-12-01T00:00Z");

  @ParameterizedTest
  @CsvSource({
    "LITELLM_1_81, 400, budget_exceeded, 400",
    "LITELLM_1_104, 422, budget_exceeded, 422",
    "STRICT_OPENAI, 429, insufficient_quota, insufficient_quota"
  })
  void showsAnExhaustedBudgetAsTheSettingSays(Compat compat, int status, String type, String code) {
    RenderedError error = new OpenAiDialect(compat).renderError(EXHAUSTED);

    JsonObject shown = error.body().toJsonObject().getJsonObject("error");
    assertThat(error.status()).isEqualTo(status);
    assertThat(shown.getString("type")).isEqualTo(type);
    assertThat(shown.getValue("code")).isEqualTo(code);
    assertThat(shown.getString("message"))
        .startsWith("Budget has been exceeded! Current cost: 500.01, Max budget: 500.00");
    assertThat(error.headers()).containsEntry("x-should-retry", "false");
  }

  @ParameterizedTest
  @CsvSource({
    "LITELLM_1_81, 401, key_model_access_denied, 401",
    "LITELLM_1_104, 403, key_model_access_denied, 403",
    "STRICT_OPENAI, 403, invalid_request_error, model_not_found"
  })
  void showsAForbiddenModelAsTheSettingSays(Compat compat, int status, String type, String code) {
    RenderedError error = new OpenAiDialect(compat).renderError(new Rejection.ModelForbidden("m"));

    JsonObject shown = error.body().toJsonObject().getJsonObject("error");
    assertThat(error.status()).isEqualTo(status);
    assertThat(shown.getString("type")).isEqualTo(type);
    assertThat(shown.getValue("code")).isEqualTo(code);
    assertThat(shown.getString("param")).isEqualTo("model");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      value = {"'tools[0]' of type custom, tools[0]", "'n', n", "embeddings, ", "it isn't, "})
  void namesTheMemberThatHasNoWordsElsewhere(String feature, @Nullable String parameter) {
    RenderedError error =
        new OpenAiDialect(Compat.LITELLM_1_104)
            .renderError(new Rejection.Untranslatable(feature, "ANTHROPIC"));

    assertThat(error.body().toJsonObject().getJsonObject("error").getString("param"))
        .isEqualTo(parameter);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "422 | {\"detail\":[{\"msg\":\"bad\"}]} | invalid_request_error | [{\"msg\":\"bad\"}]",
        "404 | {\"detail\":\"gone\"} | invalid_request_error | gone",
        "429 | {\"error\":\"slow\"} | rate_limit_error | slow",
        "500 | {\"object\":\"error\",\"message\":{\"detail\":\"x\"}} | api_error | {\"detail\":\"x\"}",
        "400 | [{\"error\":{\"code\":400,\"message\":\"bad\",\"status\":\"INVALID_ARGUMENT\"}}] | invalid_request_error | bad",
        "500 | [] | api_error | The provider answered 500.",
        "503 | <html> | api_error | The provider answered 503."
      })
  void understandsErrorsOfOtherServers(int status, String body, String type, String message) {
    VendorError error =
        new OpenAiDialect(Compat.LITELLM_1_104).decodeError(status, Buffer.buffer(body));

    assertThat(error.type()).isEqualTo(type);
    assertThat(error.message()).isEqualTo(message);
  }

  @Test
  void saysWhenToComeBackInWholeSeconds() {
    RenderedError error =
        new OpenAiDialect(Compat.LITELLM_1_104)
            .renderError(
                new Rejection.RateLimited(
                    "key team/k", "requests", 600, 0, Duration.ofMillis(1_200), Optional.empty()));

    assertThat(error.status()).isEqualTo(429);
    assertThat(error.headers()).containsEntry("retry-after", "2");
  }

  @Test
  void neverShowsTheGatewaysOwnCredentialTrouble() {
    VendorError refused =
        new VendorError(401, "invalid_request_error", Optional.empty(), "bad key sk-ab***yz");

    RenderedError error =
        new OpenAiDialect(Compat.LITELLM_1_104)
            .renderError(new Rejection.UpstreamRefused(refused, Optional.empty()));

    assertThat(error.status()).isEqualTo(502);
    assertThat(error.body().toString()).doesNotContain("sk-ab");
  }

  @Test
  void understandsErrorsOfOpenAiAndOfServersLikeIt() {
    OpenAiDialect dialect = new OpenAiDialect(Compat.LITELLM_1_104);

    assertThat(
            dialect.decodeError(
                429,
                Buffer.buffer(
                    "{\"error\":{\"message\":\"slow\",\"type\":\"requests\",\"param\":null,\"code\":\"rate_limit_exceeded\"}}")))
        .isEqualTo(new VendorError(429, "requests", Optional.of("rate_limit_exceeded"), "slow"));
    assertThat(dialect.decodeError(404, Buffer.buffer("{\"error\":\"no such model\"}")).message())
        .isEqualTo("no such model");
    assertThat(
            dialect
                .decodeError(
                    400, Buffer.buffer("{\"object\":\"error\",\"message\":\"bad\",\"code\":400}"))
                .code())
        .hasValue("400");
    assertThat(dialect.decodeError(502, Buffer.buffer("<html>")).status()).isEqualTo(502);
  }
}
