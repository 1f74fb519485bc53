package dev.keelage.snapshot.cost;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What calls on a deployment cost, in integer 10^-10 USD.
 *
 * @param steps rates of the standard tier by length of the input, the first from 0 on, ascending
 * @param tariffs of other service tiers, each at most once
 * @param perThousandSearches web searches that the vendor made for the call
 * @param perThousandRequests each call that was answered
 * @param assumed nobody knows the price: policy says to book this one
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Price(
    List<Step> steps,
    List<Tariff> tariffs,
    long perThousandSearches,
    long perThousandRequests,
    boolean assumed) {

  public Price {
    steps = List.copyOf(steps);
    tariffs = tariffs == null ? List.of() : List.copyOf(tariffs);
    checkSteps(steps);
    if (perThousandSearches < 0 || perThousandRequests < 0) {
      throw new IllegalArgumentException("a price is not negative");
    }
    if (tariffs.stream().map(Tariff::tier).distinct().count() != tariffs.size()) {
      throw new IllegalArgumentException("a service tier has one tariff");
    }
  }

  /** A price that is known. */
  public Price(
      List<Step> steps, List<Tariff> tariffs, long perThousandSearches, long perThousandRequests) {
    this(steps, tariffs, perThousandSearches, perThousandRequests, false);
  }

  /** One rate for each class, whatever the call's length and tier. */
  public static Price flat(Rates rates) {
    return new Price(List.of(new Step(0, rates)), List.of(), 0, 0);
  }

  /**
   * Rates of calls whose whole input is longer than a bound. The whole call moves up, not only what
   * lies above it.
   *
   * @param aboveInputTokens of all input classes together
   */
  public record Step(long aboveInputTokens, Rates rates) {}

  /** The rates of a service tier. */
  public record Tariff(ServiceTier tier, List<Step> steps) {
    public Tariff {
      steps = List.copyOf(steps);
      checkSteps(steps);
      if (tier == ServiceTier.STANDARD) {
        throw new IllegalArgumentException("the standard tier's rates are the price's own");
      }
    }
  }

  /**
   * The rates of a call.
   *
   * @param tier as the vendor reported it; one without a tariff costs what its nearest kin costs:
   *     priority and fast are two names of one thing where only one has a tariff, all else is
   *     standard
   * @param inputTokens of all input classes together
   */
  public Rates rates(ServiceTier tier, long inputTokens) {
    List<Step> applicable = steps(tier);
    Rates rates = applicable.getFirst().rates();
    for (int i = 1; i < applicable.size(); i++) {
      if (inputTokens > applicable.get(i).aboveInputTokens()) {
        rates = applicable.get(i).rates();
      }
    }
    return rates;
  }

  /** The steps that {@link #rates} chooses from. */
  @JsonIgnore
  public List<Step> steps(ServiceTier tier) {
    return switch (tier) {
      case STANDARD -> steps;
      case FLEX, ULTRAFAST -> orElse(own(tier), steps);
      case PRIORITY -> orElse(orElse(own(tier), own(ServiceTier.FAST)), steps);
      case FAST -> orElse(orElse(own(tier), own(ServiceTier.PRIORITY)), steps);
    };
  }

  private List<Step> own(ServiceTier tier) {
    for (Tariff tariff : tariffs) {
      if (tariff.tier() == tier) {
        return tariff.steps();
      }
    }
    return List.of();
  }

  private static List<Step> orElse(List<Step> steps, List<Step> others) {
    return steps.isEmpty() ? others : steps;
  }

  private static void checkSteps(List<Step> steps) {
    if (steps.isEmpty() || steps.getFirst().aboveInputTokens() != 0) {
      throw new IllegalArgumentException("the first step begins at 0");
    }
    for (int i = 1; i < steps.size(); i++) {
      if (steps.get(i).aboveInputTokens() <= steps.get(i - 1).aboveInputTokens()) {
        throw new IllegalArgumentException("steps ascend");
      }
    }
  }
}
