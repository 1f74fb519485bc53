package dev.keelage.gateway.stage.admit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.snapshot.BudgetPolicy;
import dev.keelage.gateway.snapshot.Caller;
import dev.keelage.gateway.snapshot.LimitPolicy;
import dev.keelage.gateway.snapshot.ServedModel;
import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;
import dev.keelage.gateway.snapshot.UpstreamPolicy;
import dev.keelage.gateway.stage.admit.AttemptOutcome.Entered;
import dev.keelage.gateway.stage.admit.AttemptOutcome.Full;
import dev.keelage.gateway.store.Calls;
import dev.keelage.gateway.store.PatientRedis;
import dev.keelage.gateway.store.redis.link.RedisSettings;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.Limits;
import dev.keelage.snapshot.Limits.Rate;
import dev.keelage.snapshot.Limits.Unit;
import dev.keelage.snapshot.RatePeriod;
import dev.keelage.snapshot.counter.CounterNames;
import dev.keelage.testkit.RedisCluster;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What attempts hold, on a cluster: deployment, budget and tenant live in three slots. */
class AttemptsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TAG = CounterNames.sharedBudgetTag("ai/openai");
  private static final String BUDGET_TAG = CounterNames.sharedBudgetTag("ai/vendor");
  private static final String POLICY = "deployment:ai/gpt-4o/d0";
  private static final String IN_FLIGHT = CounterNames.concurrency(TAG, POLICY);
  private static final String SPENT = CounterNames.budget(BUDGET_TAG, "ai/vendor", "once");

  @Test
  void anAttemptsHoldEndsWithItsCallAndWithItsGateway() {
    try (RedisCluster redis = RedisCluster.start()) {
      Vertx vertx = Vertx.vertx();
      ServedModel model = bounded();
      ServedDeployment deployment = model.deployments().getFirst();
      Caller caller =
          Callers.limited(new LimitPolicy("key:a", new Limits(100L, null, null, FailureMode.DENY)));
      try (Desk survivor = new Desk(vertx, settings(redis, "gateway-2"))) {
        Desk killed = new Desk(vertx, settings(redis, "gateway-1"));

        // One that is booked: at its cost, and its place is free
        Reservation booked = survivor.admitted(call(caller, model));
        enter(survivor, booked, deployment, 1);
        survivor.book(booked, 100, 10);
        assertThat(redis.callFor(SPENT, "HGET", SPENT, "spent")).isEqualTo("3500000");
        assertThat(redis.callFor(IN_FLIGHT, "ZCARD", IN_FLIGHT)).isEqualTo(0L);

        // One that came to nothing, and tried again in the same place
        Reservation tried = survivor.admitted(call(caller, model));
        enter(survivor, tried, deployment, 1).leave().run();
        Desk.get(survivor.settlement.drain());
        assertThat(redis.callFor(SPENT, "HGET", SPENT, "reserved")).isEqualTo("0");
        enter(survivor, tried, deployment, 2);

        // Two of a gateway that dies: one whose call holds something, and one whose call does not
        enter(killed, killed.admitted(call(caller, model)), deployment, 1);
        enter(killed, killed.admitted(call(Calls.caller(), model)), deployment, 1);
        assertThat(Desk.get(survivor.attempts().enter(tried.facts(), deployment, 3)))
            .isInstanceOf(Full.class);
        killed.close();

        // Both are booked at what they held, and their places are free
        await()
            .atMost(PATIENCE)
            .until(() -> redis.callFor(SPENT, "HGET", SPENT, "spent"), "18500000"::equals);
        await()
            .atMost(PATIENCE)
            .until(() -> redis.callFor(IN_FLIGHT, "ZCARD", IN_FLIGHT), Long.valueOf(1)::equals);
        assertThat(redis.callFor(SPENT, "HGET", SPENT, "reserved")).isEqualTo("7500000");
        survivor.book(tried, 100, 50);
        assertThat(redis.callFor(SPENT, "HMGET", SPENT, "spent", "reserved"))
            .isEqualTo(List.of("26000000", "0"));
      }
      Desk.get(vertx.close());
    }
  }

  private static Entered enter(
      Desk desk, Reservation reservation, ServedDeployment deployment, int attempt) {
    AttemptOutcome outcome =
        Desk.get(desk.attempts().enter(reservation.facts(), deployment, attempt));
    assertThat(outcome).isInstanceOf(Entered.class);
    return (Entered) outcome;
  }

  private static CallFacts call(Caller caller, ServedModel model) {
    return Calls.facts(caller, model, 100, OptionalLong.of(50));
  }

  /** Three calls at a time, and a provider with a budget for all time. */
  private static ServedModel bounded() {
    ServedModel plain = Callers.model();
    ServedDeployment deployment = plain.deployments().getFirst();
    Limits limits =
        new Limits(
            null,
            null,
            3L,
            List.of(new Rate(Unit.REQUESTS, RatePeriod.DAY, 100)),
            List.of(),
            FailureMode.ALLOW);
    BudgetEntry budget =
        new BudgetEntry(
            "ai/vendor",
            List.of(Callers.once("1")),
            List.of(),
            BudgetEntry.Action.BLOCK,
            null,
            null,
            FailureMode.DENY,
            List.of(),
            List.of(),
            List.of(),
            List.of("ai/openai"),
            List.of(),
            null);
    return new ServedModel(
        plain.entry(),
        List.of(
            new ServedDeployment(
                deployment.entry(),
                deployment.provider(),
                new UpstreamPolicy(
                    TAG,
                    List.of(new LimitPolicy(POLICY, limits)),
                    List.of(BudgetPolicy.of(budget, BUDGET_TAG))))),
        List.of());
  }

  private static RedisSettings settings(RedisCluster redis, String instance) {
    return PatientRedis.cluster(redis, instance, Duration.ofSeconds(5), false);
  }
}
