package dev.keelage.gateway.stage.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.exchange.Usage;
import dev.keelage.snapshot.cost.Adjustment;
import dev.keelage.snapshot.cost.Cost;
import dev.keelage.snapshot.cost.CostClass;
import dev.keelage.snapshot.cost.CostPart;
import dev.keelage.snapshot.cost.Price;
import dev.keelage.snapshot.cost.Rates;
import dev.keelage.snapshot.cost.ServiceTier;
import dev.keelage.snapshot.cost.Usd;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class CostTest {
  private static final BigInteger UNITS_PER_MILLION = BigInteger.valueOf(1_000_000);

  @Test
  void cachedTokensAreBilledOnce() {
    // 1,000 prompt tokens of which 800 were cached, 100 of output
    Usage usage = Usage.ofText(200, 800, 0, 0, 60, 40, false);

    assertThat(Cost.of(usage, price("2.50", "1.25", "0", "0", "10")))
        .isEqualTo(
            new Cost(
                25_000_000,
                List.of(
                    new CostPart(CostClass.INPUT, 5_000_000),
                    new CostPart(CostClass.CACHED_INPUT, 10_000_000),
                    new CostPart(CostClass.OUTPUT, 6_000_000),
                    new CostPart(CostClass.REASONING, 4_000_000))));
  }

  @Test
  void roundsTheSumOnceAndHalfUp() {
    // Three parts of 0.4 units each: rounded one by one they would be nothing.
    Price price = price("0.00004", "0.00004", "0.00004", "0", "0");

    assertThat(units(Usage.ofText(1, 1, 1, 0, 0, 0, false), price)).isEqualTo(1);
    assertThat(units(Usage.ofText(1, 0, 0, 0, 0, 0, false), price("0.00005", "0", "0", "0", "0")))
        .isEqualTo(1);
    assertThat(
            units(Usage.ofText(1, 0, 0, 0, 0, 0, false), price("0.0000499999", "0", "0", "0", "0")))
        .isZero();
  }

  @Test
  void isExactBeyondFiftyThreeBits() {
    Usage usage = Usage.ofText(9_007_199_254_740_993L, 0, 0, 0, 0, 0, false);

    assertThat(units(usage, price("0.0001", "0", "0", "0", "0"))).isEqualTo(9_007_199_254_740_993L);
  }

  @Test
  void isExactBeyondSixtyFourBitsAndSaturates() {
    // 3 million tokens at 99 million USD per million: 10^-16 USD do not fit into 64 bits.
    Price dear = price("99000000", "0", "0", "0", "0");

    assertThat(units(Usage.ofText(3_000_000, 0, 0, 0, 0, 0, false), dear))
        .isEqualTo(2_970_000_000_000_000_000L);
    assertThat(units(Usage.ofText(30_000_000, 0, 0, 0, 0, 0, false), dear))
        .isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void theWholeCallMovesUpAboveABound() {
    Price price =
        new Price(
            List.of(
                new Price.Step(0, rates("1.25", "10")),
                new Price.Step(200_000, rates("2.50", "15"))),
            List.of(),
            0,
            0);

    assertThat(units(Usage.ofText(100_000, 100_000, 0, 0, 1_000, 0, false), price))
        .isEqualTo(2_500_000_000L + 100_000_000);
    assertThat(units(Usage.ofText(100_000, 100_001, 0, 0, 1_000, 0, false), price))
        .isEqualTo(5_000_025_000L + 150_000_000);
  }

  @Test
  void aTierCostsWhatItsTariffSays() {
    Price price =
        new Price(
            List.of(new Price.Step(0, rates("2", "8"))),
            List.of(
                new Price.Tariff(ServiceTier.FLEX, List.of(new Price.Step(0, rates("1", "4")))),
                new Price.Tariff(ServiceTier.FAST, List.of(new Price.Step(0, rates("4", "16"))))),
            0,
            0);
    Usage usage = Usage.ofText(1_000, 0, 0, 0, 0, 0, false);

    assertThat(units(usage, price)).isEqualTo(20_000_000);
    assertThat(units(usage.in(ServiceTier.FLEX), price)).isEqualTo(10_000_000);
    assertThat(units(usage.in(ServiceTier.FAST), price)).isEqualTo(40_000_000);
    assertThat(units(usage.in(ServiceTier.PRIORITY), price))
        .as("another name")
        .isEqualTo(40_000_000);
    assertThat(units(usage.in(ServiceTier.ULTRAFAST), price)).as("unlisted").isEqualTo(20_000_000);
  }

  @Test
  void searchesAndCallsCostWhatAThousandCost() {
    Price price =
        new Price(List.of(new Price.Step(0, rates("0", "0"))), List.of(), 100_000_000_000L, 5);
    Usage usage = new Usage(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, ServiceTier.STANDARD, false);

    assertThat(Cost.of(usage, price).parts())
        .containsExactly(new CostPart(CostClass.SEARCHES, 300_000_000));
  }

  @Property
  void theTotalIsTheExactSumRoundedOnceAndThePartsAreTheTotal(
      @ForAll("usages") Usage usage, @ForAll("prices") Price price) {
    Rates rates = price.rates(usage.tier(), usage.totalInputTokens());
    List<BigInteger> exact =
        List.of(
            product(usage.inputTokens(), rates.input()),
            product(usage.cachedInputTokens(), rates.cachedInput()),
            product(usage.cacheWrite5mTokens(), rates.cacheWrite5m()),
            product(usage.cacheWrite1hTokens(), rates.cacheWrite1h()),
            product(usage.audioInputTokens(), rates.audioInput()),
            product(usage.imageInputTokens(), rates.imageInput()),
            product(usage.outputTokens(), rates.output()),
            product(usage.reasoningTokens(), rates.reasoning()),
            product(usage.audioOutputTokens(), rates.audioOutput()),
            product(usage.imageOutputTokens(), rates.imageOutput()),
            product(usage.searches() * 1_000, price.perThousandSearches()),
            product(1_000, price.perThousandRequests()));
    Cost cost = Cost.of(usage, price);

    BigInteger sum = exact.stream().reduce(BigInteger.ZERO, BigInteger::add);
    assertThat(BigInteger.valueOf(cost.units())).isEqualTo(rounded(sum));
    assertThat(cost.parts().stream().mapToLong(CostPart::units).sum()).isEqualTo(cost.units());
    assertThat(cost.parts()).extracting(CostPart::of).doesNotHaveDuplicates();
    for (CostPart part : cost.parts()) {
      BigInteger own = exact.get(part.of().ordinal());
      assertThat(BigInteger.valueOf(part.units()).multiply(UNITS_PER_MILLION).subtract(own).abs())
          .as("%s is within one unit", part.of())
          .isLessThanOrEqualTo(UNITS_PER_MILLION);
    }
  }

  @Test
  void theDiscountComesOffBeforeTheMarginGoesOnAndTheProviderBeforeTheTeam() {
    // 1,000,000 x 1 USD: 1 - 20 % = 0.80, + 10 % = 0.88; team: - 50 % = 0.44, + 0.01 % = 0.440044
    Cost cost =
        Cost.of(
            Usage.ofText(1_000_000, 0, 0, 0, 0, 0, false),
            price("1", "0", "0", "0", "0"),
            new Adjustment(2_000, 1_000),
            new Adjustment(5_000, 1));

    assertThat(cost)
        .isEqualTo(
            new Cost(
                4_400_440_000L,
                List.of(
                    new CostPart(CostClass.INPUT, 10_000_000_000L),
                    new CostPart(CostClass.PROVIDER_ADJUSTMENT, -1_200_000_000),
                    new CostPart(CostClass.TEAM_ADJUSTMENT, -4_399_560_000L))));
  }

  @Property
  void adjustmentsChangeTheExactSumAndItIsRoundedOnce(
      @ForAll("usages") Usage usage,
      @ForAll("prices") Price price,
      @ForAll @IntRange(max = 10_000) int discount,
      @ForAll @IntRange(max = 99_999) int margin,
      @ForAll @IntRange(max = 10_000) int teamDiscount) {
    Adjustment provider = new Adjustment(discount, margin);
    Adjustment team = new Adjustment(teamDiscount, 7);
    Cost listed = Cost.of(usage, price);
    Cost cost = Cost.of(usage, price, provider, team);

    assertThat(cost.parts().stream().mapToLong(CostPart::units).sum()).isEqualTo(cost.units());
    BigInteger over = Adjustment.ONE.multiply(Adjustment.ONE);
    BigInteger off =
        BigInteger.valueOf(listed.units())
            .multiply(provider.factor())
            .multiply(team.factor())
            .subtract(BigInteger.valueOf(cost.units()).multiply(over))
            .abs();
    // Half a unit from rounding the sum here, and half from that of the list price times the factor
    assertThat(off.multiply(BigInteger.TWO))
        .isLessThanOrEqualTo(over.add(provider.factor().multiply(team.factor())));
  }

  @Property
  void oneMoreTokenNeverCostsLessWhereRatesAscend(
      @ForAll("rates") Rates rates,
      @ForAll @LongRange(min = 1, max = 500_000) long bound,
      @ForAll @LongRange(min = 0, max = 500_000) long tokens) {
    Price price =
        new Price(
            List.of(new Price.Step(0, rates), new Price.Step(bound, twice(rates))),
            List.of(),
            0,
            0);

    assertThat(units(Usage.ofText(tokens + 1, 0, 0, 0, 7, 0, false), price))
        .isGreaterThanOrEqualTo(units(Usage.ofText(tokens, 0, 0, 0, 7, 0, false), price));
  }

  private static Rates twice(Rates rates) {
    return new Rates(
        2 * rates.input(),
        2 * rates.cachedInput(),
        2 * rates.cacheWrite5m(),
        2 * rates.cacheWrite1h(),
        2 * rates.audioInput(),
        2 * rates.imageInput(),
        2 * rates.output(),
        2 * rates.reasoning(),
        2 * rates.audioOutput(),
        2 * rates.imageOutput());
  }

  private static BigInteger product(long count, long rate) {
    return BigInteger.valueOf(count).multiply(BigInteger.valueOf(rate));
  }

  private static BigInteger rounded(BigInteger exact) {
    return exact.add(BigInteger.valueOf(500_000)).divide(UNITS_PER_MILLION);
  }

  private static long units(Usage usage, Price price) {
    return Cost.of(usage, price).units();
  }

  private static Rates rates(String input, String output) {
    return Rates.ofText(usd(input), usd(input), usd(input), usd(input), usd(output));
  }

  private static Price price(
      String input, String cached, String write5m, String write1h, String output) {
    return Price.flat(
        Rates.ofText(usd(input), usd(cached), usd(write5m), usd(write1h), usd(output)));
  }

  private static long usd(String text) {
    return Usd.saturatedUnits(new BigDecimal(text));
  }

  @Provide
  Arbitrary<Usage> usages() {
    return Tariffs.usages();
  }

  @Provide
  Arbitrary<Price> prices() {
    return Tariffs.prices();
  }

  @Provide
  Arbitrary<Rates> rates() {
    return Tariffs.rates();
  }
}
