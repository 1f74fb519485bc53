package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Rates and concurrency of a team or a key. Absent = no limit; 0 = nothing passes. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "has(self.requestsPerMinute) || has(self.tokensPerMinute) || has(self.concurrentRequests)",
    message =
        "limits without a limit: set requestsPerMinute, tokensPerMinute or concurrentRequests, or"
            + " leave limits out")
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
    @Default(WhenStoreUnavailable.DEFAULT)
        @JsonPropertyDescription(WhenStoreUnavailable.DESCRIPTION)
        WhenStoreUnavailable whenStoreUnavailable) {
  public CallLimits {
    whenStoreUnavailable =
        whenStoreUnavailable == null ? WhenStoreUnavailable.DENY : whenStoreUnavailable;
  }
}
