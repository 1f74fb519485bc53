package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much is sent somewhere, by whomever. Absent = no limit; 0 = nothing is sent. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "has(self.requestsPerMinute) || has(self.tokensPerMinute) || has(self.concurrentRequests)"
            + " || (has(self.rates) && self.rates.size() > 0)",
    message =
        "limits without a limit: set requestsPerMinute, tokensPerMinute, concurrentRequests or"
            + " rates, or leave limits out")
@ValidationRule(
    value = RateRules.ONE_OF_EACH,
    message = RateRules.ONE_OF_EACH_MESSAGE,
    fieldPath = ".rates")
@ValidationRule(
    value = RateRules.SHORT_FORM_ONCE,
    message = RateRules.SHORT_FORM_ONCE_MESSAGE,
    fieldPath = ".rates")
public record UpstreamLimits(
    @Min(0)
        @Max(1e9)
        @JsonPropertyDescription(
            "Requests per minute over all gateways and callers. Absent: no limit; 0: none is sent."
                + " Example: 600.")
        @Nullable Long requestsPerMinute,
    @Min(0)
        @Max(1e12)
        @JsonPropertyDescription(
            "Input plus output tokens per minute over all gateways and callers. Absent: no limit;"
                + " 0: none is sent. Example: 200000.")
        @Nullable Long tokensPerMinute,
    @Min(0)
        @Max(1e6)
        @JsonPropertyDescription(
            "Requests in flight at one time over all gateways and callers. Absent: no limit; 0:"
                + " none is sent. Example: 50.")
        @Nullable Long concurrentRequests,
    @Size(max = 16)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonPropertyDescription("Limits of other periods and units, at most 16; all of them hold.")
        List<CallLimits.Rate> rates) {
  /** What is the same for all of them. */
  static final String DESCRIPTION =
      " A request that does not fit goes to the next deployment; where none has room the caller"
          + " gets 429. While the counters cannot be reached these limits are not looked at: the"
          + " vendor's own still hold.";

  public UpstreamLimits {
    rates = rates == null ? List.of() : List.copyOf(rates);
  }
}
