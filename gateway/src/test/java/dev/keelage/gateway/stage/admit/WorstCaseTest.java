package dev.keelage.gateway.stage.admit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;
import dev.keelage.gateway.stage.settle.CallOutcome;
import dev.keelage.gateway.stage.settle.Settlement;
import dev.keelage.gateway.store.Calls;
import dev.keelage.gateway.store.NoBookings;
import dev.keelage.snapshot.ModelEntry.Price;
import dev.keelage.snapshot.Usd;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
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
      @ForAll @LongRange(min = 0, max = 300_000) long input,
      @ForAll @LongRange(min = 0, max = 100_000) long output,
      @ForAll @IntRange(min = 0, max = 3) int inputClass) {
    CallFacts facts =
        Calls.facts(Calls.caller(), Calls.model(one, other), input, OptionalLong.of(output));
    WorstCase worst = WorstCase.of(facts, 4096);

    Usage usage =
        new Usage(
            inputClass == 0 ? input : 0,
            inputClass == 1 ? input : 0,
            inputClass == 2 ? input : 0,
            inputClass == 3 ? input : 0,
            output / 2,
            output - output / 2,
            false);

    for (ServedDeployment deployment : facts.model().deployments()) {
      assertThat(cost(facts, deployment, usage)).isLessThanOrEqualTo(worst.costUnits());
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
    Arbitrary<BigDecimal> usd =
        Arbitraries.bigDecimals()
            .between(BigDecimal.ZERO, new BigDecimal("600"))
            .ofScale(10)
            .map(BigDecimal::stripTrailingZeros);
    return Combinators.combine(usd, usd, usd, usd, usd).as(Price::new);
  }
}
