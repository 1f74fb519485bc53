package dev.keelage.gateway.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each body is within its bound, and together they are more than there is memory for. */
@Timeout(60)
class ManyBodiesTest extends VendorCase {
  private static final int LONG = 90_000;

  @Override
  Fleet fleet() {
    return new Fleet().openAi("openai", vendor.openAiUrl()).model("m", "openai");
  }

  @Override
  Map<String, String> settings() {
    return Map.of("keelage.body.max-bytes", "100000", "keelage.body.max-total-bytes", "150000");
  }

  @Test
  void oneTooManyIsRefusedUntilAnotherHasGone() throws IOException {
    // Given
    try (RawCaller slow = RawCaller.to(gateway)) {
      slow.send(
          "POST /v1/chat/completions HTTP/1.1\r\nHost: k\r\nAuthorization: Bearer "
              + Fleet.KEY
              + "\r\nContent-Length: 99999\r\n\r\n"
              + "x".repeat(LONG));

      // When, Then
      await()
          .untilAsserted(
              () -> {
                var refused = gateway.post("/v1/chat/completions", chat());
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.headers().firstValue("retry-after")).contains("1");
                assertThat(new JsonObject(refused.body()).getJsonObject("error")).isNotNull();
              });
    }
    await()
        .untilAsserted(
            () ->
                assertThat(gateway.post("/v1/chat/completions", chat()).statusCode())
                    .isEqualTo(200));
  }

  @Test
  void everyCallGivesBackWhatItTook() {
    for (int i = 0; i < 5; i++) {
      assertThat(gateway.post("/v1/chat/completions", chat()).statusCode()).isEqualTo(200);
      assertThat(gateway.post("/v1/nowhere", chat()).statusCode()).isEqualTo(404);
    }
  }

  private static String chat() {
    return "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
        .formatted("y".repeat(LONG));
  }
}
