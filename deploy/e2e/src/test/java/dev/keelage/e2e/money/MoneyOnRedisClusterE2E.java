package dev.keelage.e2e.money;

import dev.keelage.e2e.Counters;
import dev.keelage.e2e.Stage;
import dev.keelage.testkit.RedisCluster;
import dev.keelage.testkit.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three gateways, a Redis Cluster of three masters with a replica each, and Postgres. */
@Tag("money")
@Timeout(600)
class MoneyOnRedisClusterE2E {
  private static Scenario scenario;
  private static RedisCluster redis;
  private static Storm storm;

  @BeforeAll
  static void start() {
    redis = RedisCluster.startReplicated();
    scenario =
        Scenario.on(
            Stage.named("money-cluster")
                .gateways(3)
                .redis(redis)
                .env("KEELAGE_RESERVATION_TTL", "8s")
                .start(),
            new Counters(redis));
    storm = scenario.storm();
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  @Test
  void booksAgreeAfterAMasterDiedAndItsReplicaTookOver() {
    scenario.raiseTight();
    storm.wave(
        300,
        Tenants.CALLERS,
        () -> {
          RedisServer master = storm.oneOf(redis.masters());
          master.kill();
          redis.awaitMasters();
          storm.more(100);
          master.restart();
          redis.awaitReplicated();
        });

    scenario.settles();
  }

  @Test
  void booksAgreeAfterAMasterStalledAndGatewaysDied() {
    scenario.raiseTight();
    storm.wave(
        300,
        Tenants.CALLERS,
        () -> {
          RedisServer master = storm.oneOf(redis.masters());
          master.pause();
          storm.restartGateway();
          Pause.of(storm.upTo(Duration.ofSeconds(6)));
          master.resume();
          redis.awaitReplicated();
          storm.restartGateway();
        });

    scenario.settles();
  }
}
