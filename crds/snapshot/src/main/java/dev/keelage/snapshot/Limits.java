package dev.keelage.snapshot;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Absent = no limit; 0 = nothing passes.
 *
 * @param rates besides those per minute above
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Limits(
    @Nullable Long requestsPerMinute,
    @Nullable Long tokensPerMinute,
    @Nullable Long concurrentRequests,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Rate> rates,
    FailureMode whenStoreUnavailable) {
  public Limits {
    rates = rates == null ? List.of() : List.copyOf(rates);
  }

  public Limits(
      @Nullable Long requestsPerMinute,
      @Nullable Long tokensPerMinute,
      @Nullable Long concurrentRequests,
      FailureMode whenStoreUnavailable) {
    this(requestsPerMinute, tokensPerMinute, concurrentRequests, List.of(), whenStoreUnavailable);
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
