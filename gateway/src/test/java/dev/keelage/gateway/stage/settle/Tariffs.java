package dev.keelage.gateway.stage.settle;

import dev.keelage.gateway.exchange.Usage;
import dev.keelage.snapshot.cost.Price;
import dev.keelage.snapshot.cost.Rates;
import dev.keelage.snapshot.cost.ServiceTier;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Arbitrary usages and prices. */
public final class Tariffs {
  /** 600 USD per million tokens. */
  private static final long DEAREST = 6_000_000_000_000L;

  private Tariffs() {}

  public static Arbitrary<Usage> usages() {
    Arbitrary<Long> tokens = Arbitraries.longs().between(0, 2_000_000);
    return Combinators.combine(
            tokens.list().ofSize(10),
            Arbitraries.longs().between(0, 50),
            Arbitraries.of(ServiceTier.class))
        .as(
            (t, searches, tier) ->
                new Usage(
                    t.get(0), t.get(1), t.get(2), t.get(3), t.get(4), t.get(5), t.get(6), t.get(7),
                    t.get(8), t.get(9), searches, tier, false));
  }

  public static Arbitrary<Price> prices() {
    Arbitrary<Long> fee = Arbitraries.longs().between(0, 500_000_000_000L);
    return Combinators.combine(
            steps(),
            steps(),
            Arbitraries.of(ServiceTier.class).filter(tier -> tier != ServiceTier.STANDARD),
            fee,
            fee)
        .as(
            (standard, other, tier, searches, requests) ->
                new Price(standard, List.of(new Price.Tariff(tier, other)), searches, requests));
  }

  private static Arbitrary<List<Price.Step>> steps() {
    Arbitrary<Long> bound = Arbitraries.longs().between(1, 4_000_000);
    return Combinators.combine(rates(), rates(), bound)
        .as(
            (first, second, above) ->
                List.of(new Price.Step(0, first), new Price.Step(above, second)));
  }

  public static Arbitrary<Rates> rates() {
    return Arbitraries.longs()
        .between(0, DEAREST)
        .list()
        .ofSize(10)
        .map(
            r ->
                new Rates(
                    r.get(0), r.get(1), r.get(2), r.get(3), r.get(4), r.get(5), r.get(6), r.get(7),
                    r.get(8), r.get(9)));
  }
}
