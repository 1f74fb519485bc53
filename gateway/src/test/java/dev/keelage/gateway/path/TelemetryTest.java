package dev.keelage.gateway.path;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.testkit.vendor.MockVendor;
import dev.keelage.testkit.vendor.Script;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a call leaves behind for those who watch. */
@Timeout(60)
class TelemetryTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  @Test
  void aCallIsTwoSpansInItsCallersTraceAndCounted() {
    try (MockVendor vendor = MockVendor.start();
        RunningGateway gateway =
            RunningGateway.start(
                new Fleet().openAi("openai", vendor.openAiUrl()).model("m", "openai"))) {
      vendor.always(Script.text("secret words").tokens(12, 3));

      gateway.post(
          "/v1/chat/completions",
          "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"secret question\"}]}",
          "traceparent",
          "00-" + TRACE + "-b7ad6b7169203331-01");
      gateway.post("/v1/chat/completions", "{}");

      await().atMost(Duration.ofSeconds(30)).until(() -> gateway.spans().all().size() == 3);
      SpanData server = span(gateway, SpanKind.SERVER, "chat m");
      SpanData client = span(gateway, SpanKind.CLIENT, "chat vendor-m");
      assertThat(server.getTraceId()).isEqualTo(TRACE);
      assertThat(server.getParentSpanId()).isEqualTo("b7ad6b7169203331");
      assertThat(server.getAttributes().get(stringKey("keelage.key"))).isEqualTo("ns/app");
      assertThat(client.getParentSpanId()).isEqualTo(server.getSpanId());
      assertThat(client.getAttributes().get(stringKey("gen_ai.provider.name"))).isEqualTo("openai");
      assertThat(client.getAttributes().get(longKey("gen_ai.usage.input_tokens"))).isEqualTo(12);
      assertThat(client.getAttributes().get(longKey("gen_ai.usage.output_tokens"))).isEqualTo(3);
      assertThat(client.getStartEpochNanos()).isGreaterThanOrEqualTo(server.getStartEpochNanos());
      assertThat(gateway.spans().all().toString()).doesNotContain("secret").doesNotContain("kl-");

      assertThat(
              gateway
                  .meters()
                  .get("keelage.tokens")
                  .tags("model", "m", "type", "input")
                  .counter()
                  .count())
          .isEqualTo(12);
      assertThat(
              gateway
                  .meters()
                  .get("keelage.call.duration")
                  .tags("model", "m", "ending", "completed")
                  .timer()
                  .count())
          .isEqualTo(1);
      assertThat(
              gateway.meters().get("keelage.calls.refused").tag("status", "400").counter().count())
          .isEqualTo(1);
    }
  }

  private static SpanData span(RunningGateway gateway, SpanKind kind, String name) {
    return gateway.spans().all().stream()
        .filter(span -> span.getKind() == kind && span.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
