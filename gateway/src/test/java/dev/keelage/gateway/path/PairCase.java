package dev.keelage.gateway.path;

import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.store.PatientRedis;
import dev.keelage.gateway.store.redis.RedisCounterStore;
import dev.keelage.testkit.RedisServer;
import dev.keelage.testkit.vendor.MockVendor;
import dev.keelage.testkit.vendor.Script;
import io.vertx.core.Vertx;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A model on two vendors, served by gateways whose counters are in one real Redis. */
@Timeout(400)
abstract class PairCase {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  final RedisServer redis = RedisServer.start();
  final MockVendor first = MockVendor.start();
  final MockVendor second = MockVendor.start();
  final List<Running> running = new ArrayList<>();

  record Running(Vertx vertx, RedisCounterStore store, RunningGateway gateway) {}

  @BeforeEach
  void say() {
    first.always(Script.text("1"));
    second.always(Script.text("2"));
  }

  @AfterEach
  void stop() {
    for (Running each : running) {
      RunningGateway.await(each.store().drain());
      RunningGateway.await(each.store().close());
      each.gateway().close();
    }
    first.close();
    second.close();
    redis.close();
  }

  RunningGateway start(Fleet fleet, String instance) {
    Vertx vertx = Vertx.vertx();
    RedisCounterStore store =
        RedisCounterStore.start(vertx, PatientRedis.single(redis, instance), StoreSignals.NONE);
    await().atMost(PATIENCE).until(store::reachable);
    RunningGateway gateway = RunningGateway.start(fleet.unlimitedKey(), vertx, store);
    running.add(new Running(vertx, store, gateway));
    return gateway;
  }

  void booked() {
    running.forEach(
        each -> {
          await().atMost(PATIENCE).until(() -> each.gateway().server().inFlight() == 0);
          RunningGateway.await(each.store().drain());
        });
  }

  Fleet pair() {
    return new Fleet()
        .openAi("first", first.openAiUrl())
        .openAi("second", second.openAiUrl())
        .model("pair", "first", "second");
  }

  static List<String> servedBy(RunningGateway gateway, int calls, String... headers) {
    List<String> deployments = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      HttpResponse<String> answer =
          gateway.post("/v1/chat/completions", body("pair", false), headers);
      deployments.add(
          answer.headers().firstValue("x-keelage-deployment").orElse(answer.statusCode() + ""));
    }
    return deployments;
  }

  static HttpResponse<String> ask(RunningGateway gateway, String model) {
    return gateway.post("/v1/chat/completions", body(model, false));
  }

  static String body(String model, boolean stream) {
    return "{\"model\":\"%s\",\"stream\":%s,\"max_tokens\":20,\"messages\":[{\"role\":\"user\",\"content\":\"Ahoy\"}]}"
        .formatted(model, stream);
  }
}
