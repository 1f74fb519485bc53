package dev.keelage.gateway.stage.admit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.exchange.Envelope;
import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;
import dev.keelage.gateway.stage.settle.CallOutcome;
import dev.keelage.gateway.stage.settle.Settlement;
import dev.keelage.gateway.stage.settle.Tariffs;
import dev.keelage.gateway.store.Calls;
import dev.keelage.gateway.store.NoBookings;
import dev.keelage.snapshot.cost.Adjustment;
import dev.keelage.snapshot.cost.Price;
import dev.keelage.snapshot.cost.Usd;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class WorstCaseTest {

  @Property
  void noCallWithinItsBoundsCostsMore(
      @ForAll("prices") Price one,
      @ForAll("prices") Price other,
      @ForAll("usages") Usage used,
      @ForAll @LongRange(min = 0, max = 1_000) long lessInput,
      @ForAll boolean anyTier,
      @ForAll @IntRange(max = 10_000) int discount,
      @ForAll @IntRange(max = 99_999) int margin) {
    CallFacts facts =
        Calls.facts(
            Calls.adjusted(Calls.caller(), new Adjustment(discount, margin)),
            Calls.adjusted(Calls.model(one, other), new Adjustment(discount, 500)),
            used.totalInputTokens() + lessInput,
            OptionalLong.of(used.totalOutputTokens()),
            used.searches(),
            anyTier ? Envelope.ANY_TIER : Set.of(used.tier()));
    WorstCase worst = WorstCase.of(facts, 4096);

    for (ServedDeployment deployment : facts.model().deployments()) {
      assertThat(cost(facts, deployment, used)).isLessThanOrEqualTo(worst.costUnits());
    }
  }

  @Test
  void aCallWithoutABoundCountsAsTheDefault() {
    CallFacts facts =
        Calls.facts(
            Calls.caller(), Calls.model(Calls.price("1", "1000000")), 0, OptionalLong.empty());

    assertThat(WorstCase.of(facts, 7).costUnits()).isEqualTo(70_000_000_000L);
    assertThat(WorstCase.of(facts, 7).outputBound()).isFalse();
  }

  @Test
  void absurdBoundsSaturate() {
    CallFacts facts =
        Calls.facts(
            Calls.caller(),
            Calls.model(Calls.price("600", "600")),
            Long.MAX_VALUE,
            OptionalLong.of(Long.MAX_VALUE));

    assertThat(WorstCase.of(facts, 7).costUnits()).isEqualTo(Long.MAX_VALUE);
    assertThat(WorstCase.of(facts, 7).totalTokens()).isEqualTo(Long.MAX_VALUE);
  }

  private static long cost(CallFacts facts, ServedDeployment deployment, Usage usage) {
    CallOutcome outcome =
        new CallOutcome(
            CallOutcome.Ending.COMPLETED,
            Optional.of(deployment),
            usage,
            1,
            200,
            Duration.ZERO,
            Optional.empty());
    Settlement settlement = new Settlement(new NoBookings(), new LocalShares());
    return Usd.saturatedUnits(
        settlement.price(Calls.reservation(facts, List.of(), 0), outcome).cost());
  }

  @Provide
  Arbitrary<Price> prices() {
    return Tariffs.prices();
  }

  @Provide
  Arbitrary<Usage> usages() {
    return Tariffs.usages();
  }
}
