package dev.keelage.gateway.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.testkit.vendor.MockVendor;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Of an exhausted budget that names a cheaper model. */
@Timeout(60)
class DowngradeTest {
  private MockVendor vendor;

  @BeforeEach
  void start() {
    vendor = MockVendor.start();
  }

  @AfterEach
  void stop() {
    vendor.close();
  }

  @Test
  void cheaperModelServesAndTheAnswerSaysSo() {
    try (RunningGateway gateway = RunningGateway.start(fleet().downgradingTo("small"))) {
      HttpResponse<String> answer = ask(gateway, "big", false);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("x-keelage-model")).contains("small");
      assertThat(answer.headers().firstValue("x-keelage-downgraded-from")).contains("big");
      assertThat(vendor.lastRequest().json().getString("model")).isEqualTo("vendor-small");
      assertThat(gateway.books().awaited(any -> true).entry().model()).isEqualTo("ns/small");
    }
  }

  @Test
  void streamsAreDowngradedToo() {
    try (RunningGateway gateway = RunningGateway.start(fleet().downgradingTo("small"))) {
      HttpResponse<String> answer = ask(gateway, "big", true);

      assertThat(answer.headers().firstValue("x-keelage-downgraded-from")).contains("big");
      assertThat(answer.body()).contains("data: [DONE]");
    }
  }

  @Test
  void theCheaperModelItselfIsServed() {
    try (RunningGateway gateway = RunningGateway.start(fleet().downgradingTo("small"))) {
      HttpResponse<String> answer = ask(gateway, "small", false);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("x-keelage-downgraded-from")).isEmpty();
    }
  }

  @Test
  void whereTheCheaperModelIsNotThereTheBudgetRefuses() {
    try (RunningGateway gateway = RunningGateway.start(fleet().downgradingTo("gone"))) {
      assertThat(ask(gateway, "big", false).statusCode()).isEqualTo(422);
      assertThat(vendor.calls()).isEmpty();
    }
  }

  private Fleet fleet() {
    return new Fleet()
        .openAi("vendor", vendor.openAiUrl())
        .model("big", "vendor")
        .model("small", "vendor");
  }

  private static HttpResponse<String> ask(RunningGateway gateway, String model, boolean stream) {
    return gateway.post(
        "/v1/chat/completions",
        "{\"model\":\"%s\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"Ahoy\"}]}"
            .formatted(model, stream));
  }
}
