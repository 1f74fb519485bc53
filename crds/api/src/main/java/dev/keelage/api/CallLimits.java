package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rates and concurrency of a team or a key. Absent = no limit; 0 = nothing passes. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "has(self.requestsPerMinute) || has(self.tokensPerMinute) || has(self.concurrentRequests)"
            + " || (has(self.rates) && self.rates.size() > 0)",
    message =
        "limits without a limit: set requestsPerMinute, tokensPerMinute, concurrentRequests or"
            + " rates, or leave limits out")
@ValidationRule(
    value =
        "!has(self.rates) || self.rates.all(a, self.rates.exists_one(b, a.per == b.per &&"
            + " has(a.requests) == has(b.requests) && has(a.inputTokens) == has(b.inputTokens) &&"
            + " has(a.outputTokens) == has(b.outputTokens) && has(a.totalTokens) =="
            + " has(b.totalTokens)))",
    message = "two rates of one unit and period: keep the smaller",
    fieldPath = ".rates")
@ValidationRule(
    value =
        "!has(self.rates) || !self.rates.exists(r, r.per == 'Minute' && ((has(r.requests) &&"
            + " has(self.requestsPerMinute)) || (has(r.totalTokens) &&"
            + " has(self.tokensPerMinute))))",
    message = "requestsPerMinute and tokensPerMinute are rates too: say each once",
    fieldPath = ".rates")
public record CallLimits(
    @Min(0)
        @Max(1e9)
        @JsonPropertyDescription(
            "Calls per minute over all gateways. Absent: no limit; 0: none pass. Example: 600.")
        @Nullable Long requestsPerMinute,
    @Min(0)
        @Max(1e12)
        @JsonPropertyDescription(
            "Input plus output tokens per minute over all gateways. Absent: no limit; 0: none"
                + " pass. Example: 200000.")
        @Nullable Long tokensPerMinute,
    @Min(0)
        @Max(1e6)
        @JsonPropertyDescription(
            "Calls in flight at one time over all gateways. Absent: no limit; 0: none pass."
                + " Example: 50.")
        @Nullable Long concurrentRequests,
    @Size(max = 16)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonPropertyDescription("Limits of other periods and units, at most 16; all of them hold.")
        List<Rate> rates,
    @Default(WhenStoreUnavailable.DEFAULT)
        @JsonPropertyDescription(WhenStoreUnavailable.DESCRIPTION)
        WhenStoreUnavailable whenStoreUnavailable) {
  public CallLimits {
    rates = rates == null ? List.of() : List.copyOf(rates);
    whenStoreUnavailable =
        whenStoreUnavailable == null ? WhenStoreUnavailable.DENY : whenStoreUnavailable;
  }

  /** So many of one unit in each period. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value =
          "[has(self.requests), has(self.inputTokens), has(self.outputTokens),"
              + " has(self.totalTokens)].exists_one(x, x)",
      message = "a rate has one of requests, inputTokens, outputTokens and totalTokens")
  public record Rate(
      @Min(0) @Max(1e12) @JsonPropertyDescription("Calls. 0: none pass. Example: 10.")
          @Nullable Long requests,
      @Min(0)
          @Max(1e12)
          @JsonPropertyDescription("Input tokens, cached ones too. Example: 2000000.")
          @Nullable Long inputTokens,
      @Min(0)
          @Max(1e12)
          @JsonPropertyDescription("Output tokens, reasoning included. Example: 50000.")
          @Nullable Long outputTokens,
      @Min(0) @Max(1e12) @JsonPropertyDescription("Input plus output tokens. Example: 200000.")
          @Nullable Long totalTokens,
      @Required
          @JsonPropertyDescription("The period, over all gateways; aligned to UTC. Example: Hour.")
          Period per) {
    public Rate {
      Objects.requireNonNull(per, "limits.rates[].per is required");
    }
  }

  /** Periods of rates. */
  public enum Period {
    @JsonProperty("Second")
    SECOND,
    @JsonProperty("Minute")
    MINUTE,
    @JsonProperty("Hour")
    HOUR,
    @JsonProperty("Day")
    DAY,
    @JsonProperty("Month")
    MONTH
  }
}
