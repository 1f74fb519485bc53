package dev.keelage.snapshot.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelage.snapshot.KeyEntry;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.Snapshots;
import java.time.YearMonth;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CounterNamesTest {
  @Test
  void everyNameBeginsWithItsTag() {
    String tag = CounterNames.tenantTag("ai/search");

    assertThat(tag).matches("\\{kl[0-9]{2}}");
    assertThat(CounterNames.sharedBudgetTag("ai/all")).matches("\\{klb[0-9]{2}}");
    assertThat(CounterNames.budget(tag, "t/b", "2026-11")).isEqualTo(tag + ":budget:t/b:2026-11");
    assertThat(CounterNames.keySpent(tag, "t/k", YearMonth.of(2026, 1)))
        .isEqualTo(tag + ":spent:key:t/k:202601");
    assertThat(CounterNames.teamSpent(tag, "t/k", YearMonth.of(2026, 11)))
        .isEqualTo(tag + ":spent:team:t/k:202611");
    assertThat(CounterNames.requests(tag, CounterNames.keyPolicy("t/k"), "7"))
        .isEqualTo(tag + ":req:key:t/k:7");
    assertThat(CounterNames.tokens(tag, CounterNames.teamPolicy("t/s"), "7"))
        .isEqualTo(tag + ":tok:team:t/s:7");
    assertThat(CounterNames.concurrency(tag, "key:t/k")).isEqualTo(tag + ":conc:key:t/k");
    assertThat(CounterNames.reservation(tag, "c1")).isEqualTo(tag + ":res:c1");
    assertThat(CounterNames.reservations(tag)).isEqualTo(tag + ":resx");
    assertThat(CounterNames.ledger(tag)).isEqualTo(tag + ":ledger");
  }

  @Test
  void theHistoryOfABudgetIsFoundByEachOfItsCounters() {
    String tag = CounterNames.tenantTag("ai/search");

    assertThat(CounterNames.historyOf(CounterNames.budget(tag, "t/b#key-t/k", "2026-11")))
        .isEqualTo(CounterNames.history(tag, "t/b#key-t/k"));
    assertThatThrownBy(() -> CounterNames.historyOf(CounterNames.requests(tag, "t/b", "7")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Here reserve.lua puts names together by itself. */
  @Test
  void namesAreWhatReservingTakesThemFor() {
    assertThat(CounterNames.onLoan("{kl01}")).isEqualTo("{kl01}:lent");
    assertThat(CounterNames.history("{kl01}", "t/b")).isEqualTo("{kl01}:history:t/b");
    assertThat(CounterNames.budget("{kl01}", "t/b", "7")).isEqualTo("{kl01}:budget:t/b:7");
  }

  @Test
  void tenantsSpreadOverAllTags() {
    assertThat(IntStream.range(0, 2_000).mapToObj(i -> CounterNames.tenantTag("t/" + i)).distinct())
        .hasSize(CounterNames.TAGS);
  }

  @Test
  void aTeamCountsWhereItsRootCounts() {
    Tenancy tenancy = Tenancy.of(Snapshots.full());

    assertThat(tenancy.chain("t/leaf")).containsExactly("t/leaf", "t/root");
    assertThat(tenancy.tagOfTeam("t/leaf")).isEqualTo(CounterNames.tenantTag("t/root"));
    assertThat(tenancy.tagOf(Snapshots.key("t/k1", "secret 1")))
        .isEqualTo(CounterNames.tenantTag("t/root"));
  }

  @Test
  void aKeyWithoutATeamIsItsOwnTenant() {
    KeyEntry alone = new KeyEntry("t/alone", "00", "kl-", null, null, null, null, false);

    assertThat(Tenancy.of(Snapshot.empty()).tagOf(alone))
        .isEqualTo(CounterNames.tenantTag("t/alone"));
  }

  @Test
  void aBudgetOfOneTenantCountsThereAndASharedOneApart() {
    Tenancy tenancy = Tenancy.of(Snapshots.full());

    assertThat(tenancy.tagOf(Snapshots.budget("t/b", List.of("t/leaf"), List.of("t/k1"))))
        .isEqualTo(CounterNames.tenantTag("t/root"));
    assertThat(tenancy.tagOf(Snapshots.budget("t/b", List.of("t/leaf"), List.of("t/stranger"))))
        .isEqualTo(CounterNames.sharedBudgetTag("t/b"));
  }

  @Test
  void aCycleFromElsewhereDoesNotLoop() {
    Snapshot cycle =
        new Snapshot(
            List.of(),
            List.of(),
            List.of(Snapshots.team("t/a", "t/b"), Snapshots.team("t/b", "t/a")),
            List.of(),
            List.of(),
            List.of());

    assertThat(Tenancy.of(cycle).chain("t/a")).hasSizeLessThanOrEqualTo(3);
  }
}
