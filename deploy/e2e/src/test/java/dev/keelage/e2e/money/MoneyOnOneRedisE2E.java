package dev.keelage.e2e.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.e2e.Stage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three gateways, one Redis with an append-only file as a managed one has it, and Postgres. */
@Tag("money")
@Timeout(600)
class MoneyOnOneRedisE2E {
  private static Scenario scenario;
  private static Stage stage;
  private static Storm storm;

  @BeforeAll
  static void start() {
    stage = Stage.named("money-one").gateways(3).env("KEELAGE_RESERVATION_TTL", "8s").start();
    scenario = Scenario.on(stage);
    storm = scenario.storm();
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  @Test
  void booksAgreeAfterThousandCallsAtOnceAndTheDeathOfGateways() {
    scenario.raiseTight();
    storm.wave(
        1000,
        Tenants.LIMITED,
        () -> {
          storm.killGateway();
          storm.more(100);
          storm.killGateway();
        });

    scenario.settles();
  }

  @Test
  void booksAgreeAboutCallsThatGatewaysDecidedWithoutRedis() {
    scenario.raiseTight();
    storm.untilDecidedLocally(300);
    storm.wave(200, List.of(Tenants.EASY), storm::killGateway);

    scenario.settles();
  }

  @Test
  void booksAgreeAfterRedisStalledAndWasKilled() {
    scenario.raiseTight();
    storm.wave(
        200,
        Tenants.CALLERS,
        () -> {
          stage.redis().pause();
          Pause.of(storm.upTo(Duration.ofSeconds(4)));
          stage.redis().resume();
          storm.more(100);
          stage.redis().kill();
          storm.more(100);
          stage.redis().restart();
        });

    scenario.settles();
  }

  @Test
  void booksAgreeAfterAGatewayDiedWhileRedisWasAway() {
    scenario.raiseTight();
    storm.wave(
        200,
        Tenants.CALLERS,
        () -> {
          stage.redis().kill();
          storm.more(100);
          storm.restartGateway();
          stage.redis().restart();
        });

    scenario.settles();
  }

  @Test
  void booksAgreeAfterPostgresWasAwayAndAGatewayDiedMeanwhile() {
    scenario.raiseTight();
    storm.wave(
        200,
        Tenants.CALLERS,
        () -> {
          stage.postgres().kill();
          storm.more(100);
          storm.restartGateway();
          Pause.of(Settings.outage());
          stage.postgres().restart();
        });

    scenario.settles();
  }

  @Test
  void aLimitThatMovesKeepsWhatWasSpent() {
    scenario.raiseTight();
    scenario.spendCents(20);
    await("booked")
        .atMost(Duration.ofSeconds(120))
        .until(() -> scenario.tightSpent().compareTo(new BigDecimal("0.20")) >= 0);
    BigDecimal before = scenario.tightSpent();

    storm.wave(150, Tenants.CALLERS, () -> scenario.limitTight(new BigDecimal("0.10")));
    assertThat(scenario.tightSpent()).isGreaterThanOrEqualTo(before);
    assertThat(scenario.spendCents(10)).containsOnlyKeys(422);

    storm.wave(150, Tenants.CALLERS, scenario::raiseTight);
    assertThat(scenario.tightSpent()).isGreaterThanOrEqualTo(before);
    scenario.settles();
  }
}
