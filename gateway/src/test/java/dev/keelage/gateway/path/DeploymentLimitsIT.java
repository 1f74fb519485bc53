package dev.keelage.gateway.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.Limits;
import dev.keelage.snapshot.Limits.Rate;
import dev.keelage.snapshot.Limits.Unit;
import dev.keelage.snapshot.RatePeriod;
import dev.keelage.snapshot.counter.CounterNames;
import dev.keelage.testkit.vendor.Script;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Limits of deployments and providers. */
class DeploymentLimitsIT extends PairCase {
  private static final String TAG = CounterNames.sharedBudgetTag("ns/first");
  private static final String POLICY = "deployment:ns/pair/first";

  @Test
  void theNextDeploymentServesWhereOneIsFullAndThatIsNoAttempt() {
    RunningGateway gateway = start(pair().limited("pair", "first", requestsPerDay(2)), "gateway-1");

    assertThat(servedBy(gateway, 4)).containsExactly("first", "first", "second", "second");

    HttpResponse<String> answer = ask(gateway, "pair");
    assertThat(answer.headers().firstValue("x-keelage-attempts")).contains("1");
    assertThat(
            gateway
                .meters()
                .get("keelage.upstream.failures")
                .tag("trouble", "full")
                .counter()
                .count())
        .isEqualTo(3);
  }

  @Test
  void whereAllAreFullTheCallerIsToldInItsOwnDialectWhenToComeBack() {
    RunningGateway gateway =
        start(
            pair()
                .limited("pair", "first", requestsPerDay(1))
                .limited("pair", "second", requestsPerDay(1)),
            "gateway-1");
    servedBy(gateway, 2);

    HttpResponse<String> openAi = ask(gateway, "pair");
    HttpResponse<String> anthropic =
        gateway.post(
            "/v1/messages",
            "{\"model\":\"pair\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Ahoy\"}]}");

    assertThat(openAi.statusCode()).isEqualTo(429);
    assertThat(openAi.body()).contains("rate_limit");
    assertThat(openAi.headers().firstValueAsLong("retry-after").orElseThrow()).isPositive();
    assertThat(openAi.headers().firstValue("x-ratelimit-limit-requests")).contains("1");
    assertThat(openAi.headers().firstValue("x-ratelimit-remaining-requests")).contains("0");
    assertThat(anthropic.statusCode()).isEqualTo(429);
    assertThat(anthropic.body()).contains("rate_limit_error");
    assertThat(anthropic.headers().firstValue("anthropic-ratelimit-requests-remaining"))
        .contains("0");
    assertThat(first.calls()).hasSize(1);
    assertThat(second.calls()).hasSize(1);
  }

  @Test
  void anAttemptThatFailsGivesBackWhatItHeldAndAnEndedCallItsPlace() {
    Limits one =
        new Limits(
            null,
            null,
            1L,
            List.of(new Rate(Unit.REQUESTS, RatePeriod.DAY, 2)),
            List.of(),
            FailureMode.ALLOW);
    RunningGateway gateway = start(pair().limited("pair", "first", one), "gateway-1");
    first.next(Script.failure(500));

    assertThat(servedBy(gateway, 1)).containsExactly("second");
    booked();
    assertThat(servedBy(gateway, 1)).containsExactly("first");
    booked();
    assertThat(servedBy(gateway, 1)).containsExactly("first");
    booked();
    assertThat(servedBy(gateway, 1)).containsExactly("second");
    booked();

    assertThat(redis.call("ZCARD", CounterNames.concurrency(TAG, POLICY))).isEqualTo(0L);
  }

  @Test
  void tokensAreCorrectedToWhatWasUsed() {
    Limits tokens =
        new Limits(
            null,
            null,
            null,
            List.of(
                new Rate(Unit.TOTAL_TOKENS, RatePeriod.MONTH, 10_000),
                new Rate(Unit.OUTPUT_TOKENS, RatePeriod.MONTH, 10_000)),
            List.of(),
            FailureMode.ALLOW);
    RunningGateway gateway = start(pair().limited("pair", "first", tokens), "gateway-1");

    HttpResponse<String> answer = ask(gateway, "pair");
    booked();

    JsonObject usage = new JsonObject(answer.body()).getJsonObject("usage");
    String window = RatePeriod.MONTH.windowAt(Instant.now());
    assertThat(redis.call("GET", CounterNames.tokens(TAG, POLICY, window)))
        .isEqualTo(usage.getInteger("total_tokens").toString());
    assertThat(redis.call("GET", CounterNames.tokens(TAG, POLICY, "out-" + window)))
        .isEqualTo(usage.getInteger("completion_tokens").toString());
  }

  @Test
  void limitsHoldExactlyOverGateways() {
    Fleet fleet = pair().limited("pair", "first", requestsPerDay(17));
    RunningGateway one = start(fleet, "gateway-1");
    RunningGateway two = start(fleet, "gateway-2");

    List<CompletableFuture<String>> answers = new ArrayList<>();
    try (ExecutorService callers = Executors.newFixedThreadPool(20)) {
      for (int i = 0; i < 60; i++) {
        RunningGateway gateway = i % 2 == 0 ? one : two;
        answers.add(CompletableFuture.supplyAsync(() -> servedBy(gateway, 1).getFirst(), callers));
      }
    }
    List<String> served = answers.stream().map(CompletableFuture::join).toList();

    assertThat(served.stream().filter("first"::equals)).hasSize(17);
    assertThat(served.stream().filter("second"::equals)).hasSize(43);
  }

  @Test
  void streamsAreBoundedToo() {
    RunningGateway gateway = start(pair().limited("pair", "first", requestsPerDay(1)), "gateway-1");

    HttpResponse<String> one = gateway.post("/v1/chat/completions", body("pair", true));
    HttpResponse<String> two = gateway.post("/v1/chat/completions", body("pair", true));

    assertThat(one.headers().firstValue("x-keelage-deployment")).contains("first");
    assertThat(two.headers().firstValue("x-keelage-deployment")).contains("second");
    assertThat(two.body()).contains("data: [DONE]");
  }

  @Test
  void whileRedisIsAwayLimitsOfDeploymentsAreNotLookedAt() {
    Fleet fleet = pair().limited("pair", "first", requestsPerDay(0));
    RunningGateway gateway = start(fleet, "gateway-1");
    assertThat(servedBy(gateway, 1)).containsExactly("second");

    redis.stop();
    await().atMost(PATIENCE).until(() -> !running.getFirst().store().reachable());
    try {
      // The key's own limit would refuse: it has none here.
      await().atMost(PATIENCE).until(() -> servedBy(gateway, 1).equals(List.of("first")));
    } finally {
      redis.restart();
    }
  }

  private static Limits requestsPerDay(long requests) {
    return new Limits(
        null,
        null,
        null,
        List.of(new Rate(Unit.REQUESTS, RatePeriod.DAY, requests)),
        List.of(),
        FailureMode.ALLOW);
  }
}
