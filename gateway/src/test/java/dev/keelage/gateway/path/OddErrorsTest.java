package dev.keelage.gateway.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.stage.settle.LedgerEntry.Status;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors of vendors, in forms that are read otherwise by other clients. */
class OddErrorsTest extends OddVendorCase {
  @Test
  void anErrorInAStreamIsOneAlsoWhereTheStreamThenEndsAsItShould() {
    answer =
        stream(
            TEXT.substring(0, TEXT.indexOf("\n\n") + 2)
                + "data: {\"error\":{\"message\":\"boom\"}}\n\n"
                + DONE);

    assertThat(ask("m", true).body()).contains("boom");
    assertThat(booked().status()).isEqualTo(Status.UPSTREAM_CUT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          retry-after: 17                                                              | 17
          retry-after: 2.5                                                             | 3
          retry-after-ms: 4200                                                         | 5
          retry-after-ms: 4200~retry-after: 60                                         | 5
          date: Thu, 26 Nov 2026 10:00:00 GMT~retry-after: Thu, 26 Nov 2026 10:00:40 GMT | 40
          retry-after: 99999999999                                                     | 3600
          """)
  void everyFormOfRetryAfterIsUnderstood(String headers, String seconds) {
    answer =
        error(429, headers.replace("~", "\r\n") + "\r\n", "{\"error\":{\"message\":\"slow\"}}");

    assertThat(ask("m", false).headers().firstValue("retry-after")).contains(seconds);
  }

  @Test
  void errorsOfAnyLengthKeepTheirStatus() {
    answer = error(503, "", "x".repeat(200_000));

    assertThat(ask("m", false).statusCode()).isEqualTo(503);
  }

  @Test
  void theMemberThatTheVendorRefusesReachesTheCaller() {
    answer =
        error(
            400,
            "",
            "{\"error\":{\"message\":\"no\",\"type\":\"invalid_request_error\",\"param\":\"temperature\"}}");

    JsonObject error = new JsonObject(ask("m", false).body()).getJsonObject("error");

    assertThat(error.getString("param")).isEqualTo("temperature");
  }

  @ParameterizedTest
  @CsvSource({
    "404, not_found_error",
    "413, request_too_large",
    "422, invalid_request_error",
    "504, timeout_error",
    "500, api_error"
  })
  void anthropicCallersReadTheTypeThatBelongsToTheStatus(int status, String type) {
    answer =
        error(status, "", "{\"error\":{\"message\":\"no\",\"type\":\"invalid_request_error\"}}");

    JsonObject error = new JsonObject(askAnthropically("m", false).body()).getJsonObject("error");

    assertThat(error.getString("type")).isEqualTo(type);
  }

  @Test
  void whatAnthropicsSdksBranchOnReachesThem() {
    answer =
        error(
            400,
            "",
            """
            {"type":"error","error":{"type":"invalid_request_error","message":"gone",\
            "details":{"error_code":"thread_not_found"}}}""");

    JsonObject error =
        new JsonObject(askAnthropically("claude", false).body()).getJsonObject("error");

    assertThat(error.getJsonObject("details").getString("error_code"))
        .isEqualTo("thread_not_found");
    assertThat(ask("claude", false).body()).contains("gone").doesNotContain("details");
  }

  @Test
  void whyAFilterOfAzuresRefusedReachesTheCaller() {
    answer =
        error(
            400,
            "",
            """
            {"error":{"message":"filtered","code":"content_filter","innererror":\
            {"content_filter_result":{"hate":{"filtered":true,"severity":"high"}}}}}""");

    JsonObject error = new JsonObject(ask("m", false).body()).getJsonObject("error");

    assertThat(error.getJsonObject("innererror").encode()).contains("\"severity\":\"high\"");
    assertThat(askAnthropically("m", false).body()).doesNotContain("severity");
  }

  @Test
  void conversationsThatNobodyCanHoldAreRefusedSoThatSdksSendThemWhole() {
    String body =
        call("m", false).replace("{\"model\"", "{\"thread\":{\"type\":\"create\"},\"model\"");

    HttpResponse<String> refused = gateway.post("/v1/messages", body);

    JsonObject details =
        new JsonObject(refused.body()).getJsonObject("error").getJsonObject("details");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(details.getString("error_code")).isEqualTo("thread_unsupported_request");
    assertThat(details.getJsonArray("unsupported")).isNotEmpty();
  }

  @Test
  void everyAnswerHasAnIdWhereSdksLookForIt() {
    answer = error(400, "", "{\"error\":{\"message\":\"no\"}}");

    HttpResponse<String> openAi = ask("m", false);
    HttpResponse<String> anthropic = askAnthropically("m", false);

    assertThat(openAi.headers().firstValue("x-request-id"))
        .isEqualTo(openAi.headers().firstValue("x-keelage-call-id"))
        .isPresent();
    assertThat(anthropic.headers().firstValue("request-id"))
        .isEqualTo(anthropic.headers().firstValue("x-keelage-call-id"))
        .isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/v1/messages",
    "/messages",
    "/v1/v1/chat/completions",
    "/chat/completions",
    "/v1/messages"
  })
  void addressesWithTheVersionOnceTooOftenOrNotAtAllAreUnderstood(String path) {
    answer = error(418, "", "{\"error\":{\"message\":\"teapot\"}}");

    assertThat(gateway.post(path, call("m", false)).statusCode()).isEqualTo(418);
  }
}
