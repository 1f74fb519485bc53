package dev.keelage.gateway.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.provider.wire.RawVendor;
import dev.keelage.snapshot.GuardrailEntry.Action;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a guard that reads along leaves of a stream in the caller's own dialect. */
@Timeout(60)
class GuardedStreamsTest {
  private static final String EVENTS =
      """
      data: {"id":"c","x":1.50,"choices":[{"index":0,"delta":{"content":"a n"},"logprobs":{"content":[{"token":"a n","logprob":-1,"bytes":null}]}}]}

      data: {"id":"c","choices":[{"index":1,"delta":{"content":"so","vendor":["w"]},"finish_reason":"stop"}]}

      data: {"id":"c","choices":[{"index":0,"delta":{"content":"ight"},"finish_reason":"stop"}]}

      data: [DONE]

      """;
  private static volatile String events = EVENTS;
  private static RawVendor vendor;
  private static RunningGateway blocking;
  private static RunningGateway masking;

  @BeforeAll
  static void start() throws IOException {
    vendor =
        RawVendor.start(
            visit -> {
              if (visit.request()) {
                visit.say(OddVendorCase.stream(events));
              }
            });
    blocking = RunningGateway.start(GuardedCallsTest.fleet(Action.BLOCK, vendor.url() + "/v1"));
    masking = RunningGateway.start(GuardedCallsTest.fleet(Action.MASK, vendor.url() + "/v1"));
  }

  @AfterAll
  static void stop() throws IOException {
    blocking.close();
    masking.close();
    vendor.close();
  }

  @Test
  void whatOnlyTheVendorKnowsArrivesInEveryChoice() {
    events = EVENTS;

    assertThat(ask(masking).body()).isEqualTo(EVENTS);
    assertThat(ask(blocking).body()).isEqualTo(EVENTS);
  }

  @Test
  void whatAGuardFindsDoesNotArrive() {
    events = EVENTS.replace("\"ight\"", "\"o, project nightfall \"").replace("\"a n\"", "\"\"");

    HttpResponse<String> answer = ask(blocking);

    assertThat(answer.body()).contains("ns/words").doesNotContain("nightfall");
    assertThat(ask(masking).body()).contains("o, ", "[DONE]").doesNotContain("nightfall");
  }

  private static HttpResponse<String> ask(RunningGateway gateway) {
    return gateway.post(
        "/v1/chat/completions",
        """
        {"model":"m","n":2,"stream":true,"logprobs":true,"messages":[{"role":"user","content":"hi"}]}""");
  }
}
