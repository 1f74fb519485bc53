package dev.keelage.gateway.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.stage.settle.LedgerEntry.Status;
import dev.keelage.snapshot.GuardrailEntry.Action;
import dev.keelage.testkit.vendor.MockVendor;
import dev.keelage.testkit.vendor.Script;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Guardrails on the way: what they block never reaches the other side, what they mask reaches it
 * masked.
 */
@Timeout(60)
class GuardedCallsTest {
  private static MockVendor vendor;
  private static RunningGateway blocking;
  private static RunningGateway masking;

  @BeforeAll
  static void start() {
    vendor = MockVendor.start();
    blocking = RunningGateway.start(fleet(Action.BLOCK));
    masking = RunningGateway.start(fleet(Action.MASK));
  }

  @AfterAll
  static void stop() {
    blocking.close();
    masking.close();
    vendor.close();
  }

  @BeforeEach
  void reset() {
    vendor.reset();
    blocking.books().forget();
    masking.books().forget();
  }

  @Test
  void blockedRequestsNeverLeave() {
    HttpResponse<String> answer = ask(blocking, "about project nightfall", false);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("x-keelage-guardrails")).contains("ns/words");
    assertThat(vendor.calls()).isEmpty();
    assertThat(blocking.books().bookings()).isEmpty();
  }

  @Test
  void maskedRequestsLeaveMasked() {
    assertThat(ask(masking, "about project nightfall", false).statusCode()).isEqualTo(200);

    assertThat(vendor.lastRequest().bodyText()).doesNotContain("nightfall").contains("about ");
    assertThat(vendor.lastRequest().json().getString("model")).isEqualTo("vendor-m");
  }

  @Test
  void blockedAnswersAreBookedAndWithheld() {
    vendor.always(Script.text("it is project nightfall").tokens(5, 6));

    HttpResponse<String> answer = ask(blocking, "hi", false);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).doesNotContain("it is");
    var entry = blocking.books().awaited(any -> true).entry();
    assertThat(entry.status()).isEqualTo(Status.BLOCKED);
    assertThat(entry.usage().outputTokens()).isEqualTo(6);
  }

  @Test
  void maskedAnswersArriveMasked() {
    vendor.always(Script.text("it is project nightfall"));

    String text =
        new JsonObject(ask(masking, "hi", false).body())
            .getJsonArray("choices")
            .getJsonObject(0)
            .getJsonObject("message")
            .getString("content");

    assertThat(text).startsWith("it is ").doesNotContain("nightfall");
  }

  @Test
  void streamsAreBlockedBeforeTheWordIsOut() {
    vendor.always(
        Script.text("it is project nightfall, " + "and more ".repeat(500))
            .chunks(500, Duration.ofMillis(1)));

    HttpResponse<String> answer = ask(blocking, "hi", true);

    assertThat(answer.body()).doesNotContain("nightf").contains("error");
    assertThat(blocking.books().awaited(any -> true).entry().status()).isEqualTo(Status.BLOCKED);
  }

  @Test
  void streamsAreMaskedAcrossChunkBorders() {
    vendor.always(
        Script.text("it is project nightfall indeed").chunks(15, Duration.ofMillis(1)).sliced(7));

    HttpResponse<String> answer = ask(masking, "hi", true);

    assertThat(answer.body()).contains("[DONE]").doesNotContain("error");
    assertThat(words(answer)).startsWith("it is ").endsWith(" indeed").doesNotContain("night");
  }

  private static String words(HttpResponse<String> answer) {
    StringBuilder words = new StringBuilder();
    for (String frame : answer.body().split("\n\n")) {
      if (frame.startsWith("data: {")) {
        var choices = new JsonObject(frame.substring(6)).getJsonArray("choices");
        for (int i = 0; i < choices.size(); i++) {
          words.append(choices.getJsonObject(i).getJsonObject("delta").getString("content", ""));
        }
      }
    }
    return words.toString();
  }

  private static HttpResponse<String> ask(RunningGateway gateway, String said, boolean stream) {
    return gateway.post(
        "/v1/chat/completions",
        "{\"model\":\"m\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
            .formatted(stream, said));
  }

  private static Fleet fleet(Action action) {
    return fleet(action, vendor.openAiUrl());
  }

  static Fleet fleet(Action action, String url) {
    return new Fleet()
        .openAi("openai", url)
        .model("m", "openai")
        .guardrail(action, "project nightfall");
  }
}
