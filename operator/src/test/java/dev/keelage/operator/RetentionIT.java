package dev.keelage.operator;

import static dev.keelage.api.Condition.Status.FALSE;
import static dev.keelage.api.Condition.Status.TRUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.api.Condition;
import dev.keelage.api.ConditionType;
import dev.keelage.api.Team;
import dev.keelage.testkit.PostgresServer;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Teams are told of how long the ledger keeps their rows. */
class RetentionIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TEAM =
      """
      apiVersion: keelage.dev/v1alpha1
      kind: Team
      metadata: {name: search, namespace: TENANT}
      spec: {LEDGER}
      """;

  private final Site site = new Site();

  @AfterEach
  void close() throws Exception {
    site.close();
  }

  @Test
  void aRetentionLongerThanThePlatformsSaysThatItHasNoEffect() {
    try (PostgresServer postgres = PostgresServer.start()) {
      site.operator(
          Map.of("keelage.postgres.url", postgres.uri(), "keelage.ledger.retention", "30d"));
      site.gateway("a");

      keep("90d");
      Condition longer = retained(each -> each.status() == FALSE);
      assertThat(longer.reason()).isEqualTo("BoundByPlatform");
      assertThat(longer.message()).contains("90d").contains("30d").contains("or less");
      site.condition(
          Team.class, site.tenant, "search", ConditionType.READY, each -> each.status() == TRUE);
      await()
          .atMost(PATIENCE)
          .until(
              () -> Cluster.PLANE.kubectl("get", "events", "-n", site.tenant),
              events -> events.contains("BoundByPlatform"));

      keep("30d");
      assertThat(retained(each -> each.status() == TRUE).message()).contains("30d");

      site.apply(TEAM.replace("LEDGER", ""));
      await()
          .atMost(PATIENCE)
          .until(() -> team().getStatus().condition(ConditionType.RETAINED).isEmpty());
    }
  }

  @Test
  void withoutALedgerNothingIsRemovedAndItSaysSo() {
    site.operator();
    site.gateway("a");

    keep("30d");

    assertThat(retained(each -> each.status() == FALSE).reason()).isEqualTo("NoLedger");
  }

  private void keep(String retention) {
    site.apply(TEAM.replace("LEDGER", "ledger: {retention: %s}".formatted(retention)));
  }

  private Condition retained(Predicate<Condition> wanted) {
    return site.condition(Team.class, site.tenant, "search", ConditionType.RETAINED, wanted);
  }

  private Team team() {
    return Cluster.ADMIN.resources(Team.class).inNamespace(site.tenant).withName("search").get();
  }
}
