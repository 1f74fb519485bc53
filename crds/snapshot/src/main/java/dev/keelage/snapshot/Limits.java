package dev.keelage.snapshot;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Absent = no limit; 0 = nothing passes.
 *
 * @param rates besides those per minute above
 * @param scoped further ones, for some models or for each key, user or customer alone
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Limits(
    @Nullable Long requestsPerMinute,
    @Nullable Long tokensPerMinute,
    @Nullable Long concurrentRequests,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Rate> rates,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Scoped> scoped,
    FailureMode whenStoreUnavailable) {
  public Limits {
    rates = rates == null ? List.of() : List.copyOf(rates);
    scoped = scoped == null ? List.of() : List.copyOf(scoped);
  }

  public Limits(
      @Nullable Long requestsPerMinute,
      @Nullable Long tokensPerMinute,
      @Nullable Long concurrentRequests,
      FailureMode whenStoreUnavailable) {
    this(
        requestsPerMinute,
        tokensPerMinute,
        concurrentRequests,
        List.of(),
        List.of(),
        whenStoreUnavailable);
  }

  /**
   * Limits for a part of the calls, counted apart from those of others.
   *
   * @param modelIds only calls of these count, all of them together; empty = of all
   * @param tags only calls with one of these count, all of them together; empty = all
   * @param per who has them for itself; null = all share them
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Scoped(
      List<String> modelIds,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> tags,
      @Nullable Per per,
      @Nullable Long concurrentRequests,
      List<Rate> rates) {
    public Scoped {
      modelIds = List.copyOf(modelIds);
      tags = tags == null ? List.of() : List.copyOf(tags);
      rates = List.copyOf(rates);
    }

    /** Whatever tags calls have. */
    public Scoped(
        List<String> modelIds,
        @Nullable Per per,
        @Nullable Long concurrentRequests,
        List<Rate> rates) {
      this(modelIds, List.of(), per, concurrentRequests, rates);
    }
  }

  /** So many of a unit in each period. */
  public record Rate(Unit unit, RatePeriod per, long limit) {}

  /** What is counted. */
  public enum Unit {
    REQUESTS,
    INPUT_TOKENS,
    OUTPUT_TOKENS,
    TOTAL_TOKENS
  }
}
