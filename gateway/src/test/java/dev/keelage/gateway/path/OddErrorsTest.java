package dev.keelage.gateway.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.stage.settle.LedgerEntry.Status;
import io.vertx.core.json.JsonObject;
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
}
