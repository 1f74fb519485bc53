package dev.keelage.gateway.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.snapshot.counter.CounterNames;
import dev.keelage.testkit.vendor.Script;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Budgets of what a provider serves. */
class ProviderBudgetsIT extends PairCase {
  @Test
  void anExhaustedProviderIsPassedByAndRefusesWhereItIsTheOnlyOne() {
    RunningGateway gateway =
        start(pair().model("lone", "first").providerBudget("first", "0.00001"), "gateway-1");

    assertThat(servedBy(gateway, 1)).containsExactly("second");
    assertThat(ask(gateway, "lone").statusCode()).isEqualTo(422);
    assertThat(first.calls()).isEmpty();
  }

  @Test
  void aProvidersBudgetBooksWhatItServedAtItsCostAndOnlyThat() {
    RunningGateway gateway = start(pair().providerBudget("first", "5"), "gateway-1");
    HttpResponse<String> answer = ask(gateway, "pair");
    first.next(Script.failure(500));
    assertThat(servedBy(gateway, 1)).containsExactly("second");
    booked();

    String cost = answer.headers().firstValue("x-keelage-cost").orElseThrow();
    String counter =
        CounterNames.budget(
            CounterNames.sharedBudgetTag("ns/spend-on-first"), "ns/spend-on-first", "once");
    assertThat(redis.call("HGET", counter, "spent"))
        .isEqualTo(new BigDecimal(cost).movePointRight(10).toBigInteger().toString());
    assertThat(redis.call("HGET", counter, "reserved")).isEqualTo("0");
  }

  @Test
  void aBudgetOfATagHoldsForCallsThatHaveIt() {
    RunningGateway gateway = start(pair().providerBudget("first", "0", "batch"), "gateway-1");

    assertThat(servedBy(gateway, 1)).containsExactly("first");
    assertThat(servedBy(gateway, 1, "x-keelage-tags", "nightly, batch")).containsExactly("second");
    assertThat(servedBy(gateway, 1, "x-litellm-tags", "batch")).containsExactly("second");
    String tagged =
        "{\"metadata\":{\"tags\":[\"batch\"]}," + body("pair", false).substring("{".length());
    assertThat(
            gateway
                .post("/v1/chat/completions", tagged)
                .headers()
                .allValues("x-keelage-deployment"))
        .containsExactly("second");
  }
}
