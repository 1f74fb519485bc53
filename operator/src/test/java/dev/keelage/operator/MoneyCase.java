package dev.keelage.operator;

import dev.keelage.api.Budget;
import dev.keelage.api.BudgetStatus;
import dev.keelage.api.Condition;
import dev.keelage.api.ConditionType;
import dev.keelage.api.ObjectStatus;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.cost.Usd;
import dev.keelage.snapshot.counter.BudgetPeriod;
import dev.keelage.snapshot.counter.CounterNames;
import dev.keelage.snapshot.counter.Tenancy;
import dev.keelage.testkit.RedisServer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A team with two keys and a budget, whose counters are written as gateways write them. */
abstract class MoneyCase {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final String RESOURCES =
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
  final Site site = new Site();
  final RedisServer redis = RedisServer.start();

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

  void spend(String budgetUsd, String reservedUsd) {
    Snapshot snapshot = site.published(any -> any.budgets().size() == 1 && any.keys().size() == 2);
    BudgetEntry entry = snapshot.budgets().getFirst();
    Tenancy tenancy = Tenancy.of(snapshot);
    String window = BudgetPeriod.of(entry.windows().getFirst()).at(Instant.now()).getFirst().id();
    YearMonth month = YearMonth.now(ZoneOffset.UTC);
    String team = site.tenant + "/search";
    redis.call("SET", CounterNames.teamSpent(tenancy.tagOfTeam(team), team, month), units("12.40"));
    keySpend("app", "12.40");
    String name = CounterNames.budget(tenancy.tagOf(entry), entry.id(), window);
    redis.call("HSET", name, "spent", units(budgetUsd), "reserved", units(reservedUsd));
  }

  void keySpend(String key, String usd) {
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

  static String units(String usd) {
    return Long.toString(Usd.units(new BigDecimal(usd), RoundingMode.UNNECESSARY));
  }

  BudgetStatus budget() {
    return Cluster.ADMIN
        .resources(Budget.class)
        .inNamespace(site.tenant)
        .withName("monthly")
        .get()
        .getStatus();
  }

  String budgetSpent() {
    return Cluster.PLANE.kubectl(
        "get", "kbudget", "monthly", "-n", site.tenant, "-o", "jsonpath={.status.usage.spent}");
  }

  String version() {
    return Cluster.ADMIN
        .resources(Budget.class)
        .inNamespace(site.tenant)
        .withName("monthly")
        .get()
        .getMetadata()
        .getResourceVersion();
  }

  String keySpent(String name) {
    return Cluster.PLANE.kubectl(
        "get", "vkey", name, "-n", site.tenant, "-o", "jsonpath={.status.usage.spent}");
  }

  String teamSpent() {
    return Cluster.PLANE.kubectl(
        "get", "kteam", "search", "-n", site.tenant, "-o", "jsonpath={.status.usage.spent}");
  }

  Condition enforced(Predicate<Condition> wanted) {
    return site.condition(Budget.class, site.tenant, "monthly", ConditionType.ENFORCED, wanted);
  }

  <S, T extends ObjectStatus, R extends io.fabric8.kubernetes.client.CustomResource<S, T>>
      Condition within(Class<R> kind, String name, Predicate<Condition> wanted) {
    return site.condition(kind, site.tenant, name, ConditionType.WITHIN_BUDGET, wanted);
  }
}
