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
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.BudgetHistory;
import dev.keelage.snapshot.BudgetPeriod;
import dev.keelage.snapshot.CounterNames;
import dev.keelage.snapshot.Per;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.Tenancy;
import dev.keelage.snapshot.Usd;
import dev.keelage.testkit.RedisServer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Spending in statuses; the counters are written as gateways write them. */
class MoneyIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String RESOURCES =
      """
      apiVersion: keelage.dev/v1alpha1
      kind: Team
      metadata: {name: search, namespace: TENANT}
      spec: {}
      ---
      apiVersion: keelage.dev/v1alpha1
      kind: VirtualKey
      metadata: {name: app, namespace: TENANT}
      spec: {teamRef: {name: search}}
      ---
      apiVersion: keelage.dev/v1alpha1
      kind: VirtualKey
      metadata: {name: free, namespace: TENANT}
      spec: {}
      ---
      apiVersion: keelage.dev/v1alpha1
      kind: Budget
      metadata: {name: monthly, namespace: TENANT}
      spec:
        selector: {teams: [{name: search}]}
        limit: {amount: "500.00"}
        window: {calendar: Month, timeZone: Europe/Berlin}
        softThresholdPercents: [50]
        whenStoreUnavailable: MODE
      """;

  private final Site site = new Site();
  private final RedisServer redis = RedisServer.start();

  @BeforeEach
  void start() {
    site.operator(Map.of("keelage.redis.url", redis.uri(), "keelage.usage.interval", "1s"));
    site.gateway("a");
  }

  @AfterEach
  void close() throws Exception {
    site.close();
    redis.close();
  }

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
  void namesTheKeysThatSpentMostOfABudgetThatEachHasForItself() {
    site.apply(
        RESOURCES.replace("MODE", "Deny").replace("limit: {amount", "per: Key\n  limit: {amount"));
    Snapshot snapshot =
        site.published(
            any ->
                any.keys().size() == 2
                    && any.budgets().stream().anyMatch(each -> each.per() == Per.KEY));
    BudgetEntry entry = snapshot.budgets().getFirst();
    String window = BudgetPeriod.of(entry.windows().getFirst()).at(Instant.now()).getFirst().id();
    String key = site.tenant + "/app";
    redis.call(
        "HSET",
        CounterNames.budget(
            Tenancy.of(snapshot).tagOf(entry), CounterNames.ofKey(entry.id(), key), window),
        "spent",
        units("3.50"));

    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> budget().topSpenders(), List.of(new Spender(key, "3.50"))::equals);
    assertThat(budget().usage()).isNull();
  }

  @Test
  void tellsAtOnceWhatWasSpentOfAWindowThatWasDeclaredLater() {
    // Given a budget of a month, and what its gateways keep of it by the hour
    site.apply(RESOURCES.replace("MODE", "Deny"));
    spend("120", "7");
    Instant now = Instant.now();
    BudgetEntry entry = site.published(any -> any.budgets().size() == 1).budgets().getFirst();
    redis.call(
        "HSET",
        CounterNames.history(
            Tenancy.of(site.published(any -> any.budgets().size() == 1)).tagOf(entry), entry.id()),
        "b",
        "400000",
        "d",
        Integer.toString(BudgetHistory.shape(entry.windows())),
        "h" + BudgetHistory.hour(now),
        units("20"),
        "r" + BudgetHistory.hour(now),
        units("7"),
        "h" + BudgetHistory.hour(now.minus(Duration.ofDays(3))),
        units("100"));
    await().atMost(PATIENCE).until(() -> budgetSpent().equals("120.00"));

    // When it becomes one of a day
    site.apply(RESOURCES.replace("MODE", "Deny").replace("calendar: Month", "calendar: Day"));

    // Then it says what was spent on this day, before any call has made the new counter
    await().atMost(PATIENCE).until(() -> budgetSpent().equals("20.00"));
    assertThat(Objects.requireNonNull(budget().usage()).reserved()).isEqualTo("7.00");
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
    String version = version();

    spend("100.50", "0");
    // A change that must show comes after one that must not.
    keySpend("free", "3.00");
    await().atMost(PATIENCE).until(() -> "3.00".equals(keySpent("free")));
    assertThat(version()).isEqualTo(version);

    spend("106", "0");
    await().atMost(PATIENCE).until(() -> budgetSpent().equals("106.00"));
  }

  private void spend(String budgetUsd, String reservedUsd) {
    Snapshot snapshot = site.published(any -> any.budgets().size() == 1 && any.keys().size() == 2);
    BudgetEntry entry = snapshot.budgets().getFirst();
    Tenancy tenancy = Tenancy.of(snapshot);
    String window = BudgetPeriod.of(entry.windows().getFirst()).at(Instant.now()).getFirst().id();
    String name = CounterNames.budget(tenancy.tagOf(entry), entry.id(), window);
    redis.call("HSET", name, "spent", units(budgetUsd), "reserved", units(reservedUsd));
    YearMonth month = YearMonth.now(ZoneOffset.UTC);
    String team = site.tenant + "/search";
    redis.call("SET", CounterNames.teamSpent(tenancy.tagOfTeam(team), team, month), units("12.40"));
    keySpend("app", "12.40");
  }

  private void keySpend(String key, String usd) {
    Snapshot snapshot = site.published(any -> any.keys().size() == 2);
    String id = site.tenant + "/" + key;
    String tag =
        snapshot.keys().stream()
            .filter(each -> each.id().equals(id))
            .map(Tenancy.of(snapshot)::tagOf)
            .findFirst()
            .orElseThrow();
    redis.call("SET", CounterNames.keySpent(tag, id, YearMonth.now(ZoneOffset.UTC)), units(usd));
  }

  private static String units(String usd) {
    return Long.toString(Usd.units(new BigDecimal(usd), RoundingMode.UNNECESSARY));
  }

  private BudgetStatus budget() {
    return Cluster.ADMIN
        .resources(Budget.class)
        .inNamespace(site.tenant)
        .withName("monthly")
        .get()
        .getStatus();
  }

  private String budgetSpent() {
    return Cluster.PLANE.kubectl(
        "get", "kbudget", "monthly", "-n", site.tenant, "-o", "jsonpath={.status.usage.spent}");
  }

  private String version() {
    return Cluster.ADMIN
        .resources(Budget.class)
        .inNamespace(site.tenant)
        .withName("monthly")
        .get()
        .getMetadata()
        .getResourceVersion();
  }

  private String keySpent(String name) {
    return Cluster.PLANE.kubectl(
        "get", "vkey", name, "-n", site.tenant, "-o", "jsonpath={.status.usage.spent}");
  }

  private String teamSpent() {
    return Cluster.PLANE.kubectl(
        "get", "kteam", "search", "-n", site.tenant, "-o", "jsonpath={.status.usage.spent}");
  }

  private Condition enforced(Predicate<Condition> wanted) {
    return site.condition(Budget.class, site.tenant, "monthly", ConditionType.ENFORCED, wanted);
  }

  private <
          S,
          T extends dev.keelage.api.ObjectStatus,
          R extends io.fabric8.kubernetes.client.CustomResource<S, T>>
      Condition within(Class<R> kind, String name, Predicate<Condition> wanted) {
    return site.condition(kind, site.tenant, name, ConditionType.WITHIN_BUDGET, wanted);
  }
}
