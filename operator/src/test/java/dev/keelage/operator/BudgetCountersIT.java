package dev.keelage.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.keelage.api.BudgetStatus;
import dev.keelage.api.Spender;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.Digests;
import dev.keelage.snapshot.Per;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.counter.BudgetHistory;
import dev.keelage.snapshot.counter.BudgetPeriod;
import dev.keelage.snapshot.counter.CounterNames;
import dev.keelage.snapshot.counter.Tenancy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Budgets whose money is not in one counter of one window. */
class BudgetCountersIT extends MoneyCase {
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
    assertThat(Objects.requireNonNull(budget().members()).counted()).isEqualTo(1);
  }

  @Test
  void countsTheUsersThatHaveABudgetForThemselvesAndNamesNoneOfThem() {
    site.apply(
        RESOURCES.replace("MODE", "Deny").replace("limit: {amount", "per: User\n  limit: {amount"));
    Snapshot snapshot =
        site.published(any -> any.budgets().stream().anyMatch(each -> each.per() == Per.USER));
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> budget().members(), members -> members != null && members.counted() == 0);

    userSpends(snapshot, Digests.sha256Hex("jane@example.com").substring(0, 32), "500.00");
    userSpends(snapshot, Digests.sha256Hex("joe@example.com").substring(0, 32), "3.50");
    userSpends(snapshot, "-", "7");

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              BudgetStatus.Members members = Objects.requireNonNull(budget().members());
              assertThat(members.counted()).isEqualTo(3);
              assertThat(members.exhausted()).isEqualTo(1);
              assertThat(budget().topSpenders())
                  .extracting(Spender::user, Spender::spent)
                  .containsExactly(
                      tuple(
                          "sha256:" + Digests.sha256Hex("jane@example.com").substring(0, 32),
                          "500.00"),
                      tuple("-", "7.00"),
                      tuple(
                          "sha256:" + Digests.sha256Hex("joe@example.com").substring(0, 32),
                          "3.50"));
            });
    String version = version();

    // What is nearly right stays; what tells that it was read again is another's.
    userSpends(snapshot, Digests.sha256Hex("jane@example.com").substring(0, 32), "500.50");
    keySpend("free", "3.00");
    await().atMost(PATIENCE).until(() -> "3.00".equals(keySpent("free")));
    assertThat(version()).isEqualTo(version);
  }

  private void userSpends(Snapshot snapshot, String digest, String usd) {
    BudgetEntry entry = snapshot.budgets().getFirst();
    String tag = Tenancy.of(snapshot).tagOf(entry);
    String policy = CounterNames.ofUser(entry.id(), digest);
    String window = BudgetPeriod.of(entry.windows().getFirst()).at(Instant.now()).getFirst().id();
    redis.call("HSET", CounterNames.budget(tag, policy, window), "spent", units(usd));
    redis.call("HSET", CounterNames.history(tag, policy), "t", units(usd));
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
}
