package dev.keelage.compiler.price;

import dev.keelage.api.Money;
import dev.keelage.api.Pricing;
import dev.keelage.api.TokenPrices;
import dev.keelage.api.TokenRates;
import dev.keelage.snapshot.cost.Price;
import dev.keelage.snapshot.cost.Rates;
import dev.keelage.snapshot.cost.ServiceTier;
import dev.keelage.snapshot.cost.Usd;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Pricing as resources and catalogues write it, as the snapshot has it. */
public final class Prices {
  private Prices() {}

  /**
   * @throws IllegalArgumentException when a text is no amount, or tiers are not unique; the message
   *     says which
   */
  public static Price of(Pricing pricing) {
    List<Price.Tariff> tariffs = new ArrayList<>();
    Set<ServiceTier> seen = EnumSet.noneOf(ServiceTier.class);
    for (Pricing.ServiceTierRates tier : pricing.serviceTiers()) {
      ServiceTier name = tier(tier.name());
      if (!seen.add(name)) {
        throw new IllegalArgumentException("serviceTiers repeats a name");
      }
      tariffs.add(new Price.Tariff(name, steps(tier.rates(), tier.contextTiers())));
    }
    return new Price(
        steps(pricing, pricing.contextTiers()),
        tariffs,
        units(pricing.perThousandSearches(), 0),
        units(pricing.perThousandRequests(), 0));
  }

  /**
   * A price that nobody knows, but wants to be booked.
   *
   * @throws IllegalArgumentException when a text is no amount
   */
  public static Price assumed(TokenRates rates) {
    return new Price(List.of(new Price.Step(0, rates(rates))), List.of(), 0, 0, true);
  }

  private static List<Price.Step> steps(TokenPrices first, List<Pricing.ContextTier> tiers) {
    List<Price.Step> steps = new ArrayList<>();
    steps.add(new Price.Step(0, rates(first)));
    tiers.stream()
        .map(tier -> new Price.Step(tier.aboveInputTokens(), rates(tier.rates())))
        .sorted((a, b) -> Long.compare(a.aboveInputTokens(), b.aboveInputTokens()))
        .forEach(steps::add);
    if (steps.stream().map(Price.Step::aboveInputTokens).distinct().count() != steps.size()) {
      throw new IllegalArgumentException("contextTiers needs bounds above 0, each of them once");
    }
    return steps;
  }

  private static Rates rates(TokenPrices prices) {
    long input = units(prices.inputPerMillionTokens(), 0);
    long cacheWrite = units(prices.cacheWritePerMillionTokens(), input);
    long output = units(prices.outputPerMillionTokens(), 0);
    return new Rates(
        input,
        units(prices.cachedInputPerMillionTokens(), input),
        cacheWrite,
        units(prices.cacheWrite1hPerMillionTokens(), cacheWrite),
        units(prices.audioInputPerMillionTokens(), input),
        units(prices.imageInputPerMillionTokens(), input),
        output,
        units(prices.reasoningPerMillionTokens(), output),
        units(prices.audioOutputPerMillionTokens(), output),
        units(prices.imageOutputPerMillionTokens(), output));
  }

  private static ServiceTier tier(Pricing.Tier tier) {
    return switch (tier) {
      case FLEX -> ServiceTier.FLEX;
      case PRIORITY -> ServiceTier.PRIORITY;
      case FAST -> ServiceTier.FAST;
      case ULTRAFAST -> ServiceTier.ULTRAFAST;
    };
  }

  private static long units(@Nullable String text, long other) {
    return text == null ? other : Usd.saturatedUnits(Money.parse(text));
  }
}
