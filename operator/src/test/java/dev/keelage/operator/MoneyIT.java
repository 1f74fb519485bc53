package dev.keelage.operator;

import static dev.keelage.api.Condition.Status.FALSE;
import static dev.keelage.api.Condition.Status.TRUE;
import static dev.keelage.api.Condition.Status.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.api.Budget;
import dev.keelage.api.BudgetStatus;
import dev.keelage.api.Condition;
import dev.keelage.api.ConditionType;
import dev.keelage.api.Spender;
import dev.keelage.api.Team;
import dev.keelage.api.VirtualKey;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Spending in statuses. */
class MoneyIT extends MoneyCase {
  @Test
  void tellsWhatWasSpentAndWhatIsLeft() {
    site.apply(RESOURCES.replace("MODE", "Deny"));
    within(Budget.class, "monthly", c -> c.reason().equals("WithinBudget"));
    site.condition(
        Budget.class, site.tenant, "monthly", ConditionType.READY, c -> c.status() == TRUE);

    spend("231.07", "0.93");

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              BudgetStatus.Usage usage = Objects.requireNonNull(budget().usage());
              assertThat(usage.spent()).isEqualTo("231.07");
              assertThat(usage.reserved()).isEqualTo("0.93");
              assertThat(usage.remaining()).isEqualTo("268.00");
              assertThat(usage.resetsAt()).matches("20\\d\\d-\\d\\d-01T00:00\\+0[12]:00");
            });
    assertThat(Objects.requireNonNull(budget().usage()).window()).isEqualTo("Month");
    await()
        .atMost(PATIENCE)
        .until(
            () -> budget().topSpenders(),
            top -> top.equals(List.of(new Spender(site.tenant + "/app", "12.40"))));
    assertThat(budget().limit()).isEqualTo("500.00 USD");
    assertThat(budget().state()).isEqualTo(BudgetStatus.State.WITHIN_BUDGET);
    await().atMost(PATIENCE).until(() -> "12.40".equals(keySpent("app")));
    await().atMost(PATIENCE).until(() -> "12.40".equals(teamSpent()));
  }

  @Test
  void saysWhenABudgetIsNearlyAndAltogetherSpent() {
    site.apply(RESOURCES.replace("MODE", "Deny"));
    within(VirtualKey.class, "app", c -> c.reason().equals("WithinBudget"));

    spend("250", "0");
    assertThat(within(Budget.class, "monthly", c -> c.reason().equals("SoftLimitReached")).status())
        .isEqualTo(TRUE);

    spend("500.01", "0");
    within(Budget.class, "monthly", c -> c.reason().equals("Exhausted") && c.status() == FALSE);
    Condition team = within(Team.class, "search", c -> c.status() == FALSE);
    assertThat(team.message()).contains(site.tenant + "/monthly");
    within(VirtualKey.class, "app", c -> c.status() == FALSE);
    site.condition(
        Budget.class, site.tenant, "monthly", ConditionType.READY, c -> c.status() == TRUE);
    assertThat(
            Cluster.ADMIN
                .resources(VirtualKey.class)
                .inNamespace(site.tenant)
                .withName("free")
                .get()
                .getStatus()
                .condition(ConditionType.WITHIN_BUDGET))
        .as("no budget holds for it")
        .isEmpty();
    await()
        .atMost(PATIENCE)
        .until(
            () -> Cluster.PLANE.kubectl("get", "events", "-n", site.tenant),
            events -> events.contains("Exhausted") && events.contains("SoftLimitReached"));

    site.apply(RESOURCES.replace("MODE", "Deny").replace("500.00", "1000.00"));
    within(Budget.class, "monthly", c -> c.reason().equals("SoftLimitReached"));
    within(VirtualKey.class, "app", c -> c.status() == TRUE);
  }

  @Test
  void saysWhatHoldsWhileTheCountersAreAway() {
    site.apply(RESOURCES.replace("MODE", "Allow"));
    within(Budget.class, "monthly", c -> c.status() == TRUE);
    spend("10", "0");
    await().atMost(PATIENCE).until(() -> budgetSpent().equals("10.00"));

    redis.stop();

    within(Budget.class, "monthly", c -> c.status() == UNKNOWN);
    Condition enforced = enforced(c -> c.reason().equals("StoreUnavailable"));
    assertThat(enforced.status()).isEqualTo(FALSE);
    assertThat(Objects.requireNonNull(budget().usage()).spent()).isEqualTo("10.00");
    site.apply(RESOURCES.replace("MODE", "Deny"));
    enforced(c -> c.reason().equals("StoreUnavailable") && c.status() == TRUE);

    redis.restart();

    within(Budget.class, "monthly", c -> c.status() == TRUE);
    enforced(c -> c.reason().equals("Enforced"));
  }

  @Test
  void leavesAStatusAloneThatIsNearlyRight() {
    site.apply(RESOURCES.replace("MODE", "Deny"));
    spend("100", "0");
    await().atMost(PATIENCE).until(() -> budgetSpent().equals("100.00"));
    await().atMost(PATIENCE).until(() -> !budget().topSpenders().isEmpty());
    String version = version();

    spend("100.50", "0");
    // A change that must show comes after one that must not.
    keySpend("free", "3.00");
    await().atMost(PATIENCE).until(() -> "3.00".equals(keySpent("free")));
    assertThat(version()).isEqualTo(version);

    spend("106", "0");
    await().atMost(PATIENCE).until(() -> budgetSpent().equals("106.00"));
  }
}
