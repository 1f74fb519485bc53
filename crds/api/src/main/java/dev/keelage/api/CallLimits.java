package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.keelage.api.schema.ListSet;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
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
            + " || (has(self.rates) && self.rates.size() > 0) || (has(self.scoped) &&"
            + " self.scoped.size() > 0)",
    message =
        "limits without a limit: set requestsPerMinute, tokensPerMinute, concurrentRequests, rates"
            + " or scoped, or leave limits out")
@ValidationRule(
    value = RateRules.ONE_OF_EACH,
    message = RateRules.ONE_OF_EACH_MESSAGE,
    fieldPath = ".rates")
@ValidationRule(
    value = RateRules.SHORT_FORM_ONCE,
    message = RateRules.SHORT_FORM_ONCE_MESSAGE,
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
    @Size(max = 8)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonPropertyDescription(
            "Limits that hold besides, at most 8, for some models, or for each key, user or"
                + " customer alone.")
        List<Scoped> scoped,
    @Default(WhenStoreUnavailable.DEFAULT)
        @JsonPropertyDescription(WhenStoreUnavailable.DESCRIPTION)
        WhenStoreUnavailable whenStoreUnavailable) {
  public CallLimits {
    rates = rates == null ? List.of() : List.copyOf(rates);
    scoped = scoped == null ? List.of() : List.copyOf(scoped);
    whenStoreUnavailable =
        whenStoreUnavailable == null ? WhenStoreUnavailable.DENY : whenStoreUnavailable;
  }

  /** Limits for a part of the calls. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value =
          "(has(self.models) && self.models.size() > 0) || (has(self.tags) && self.tags.size() > 0)"
              + " || has(self.per)",
      message =
          "scoped limits without a scope: set models, tags or per, or write them directly below"
              + " limits")
  @ValidationRule(
      value = "has(self.concurrentRequests) || (has(self.rates) && self.rates.size() > 0)",
      message = "scoped limits without a limit: set concurrentRequests or rates")
  @SchemaCustomizer(value = ListSet.class, input = "tags")
  public record Scoped(
      @Size(max = 64)
          @JsonInclude(JsonInclude.Include.NON_EMPTY)
          @JsonPropertyDescription(
              "Only calls of these Models count, all of them together; at most 64, of this"
                  + " namespace or of others that allow it. Absent: calls of all models.")
          List<ObjectRef> models,
      @Size(max = 16)
          @JsonInclude(JsonInclude.Include.NON_EMPTY)
          @JsonPropertyDescription(
              "Only calls with at least one of these tags count, all of them together; at most 16."
                  + " Tags are those of the key and its teams (spec.tags), and those that callers"
                  + " say (headers x-keelage-tags or x-litellm-tags, or metadata.tags in the body of"
                  + " OpenAI's dialect). Absent: all calls.")
          List<@Size(min = 1, max = Bounds.TAG_LENGTH) @Pattern(Bounds.TAG) String> tags,
      @JsonPropertyDescription(
              "Key: every key has these limits for itself. User, Customer: so has everyone whom calls"
                  + " name; the caller says who that is (OpenAI safety_identifier or user, Anthropic"
                  + " metadata.user_id; header x-keelage-customer), and calls that name nobody share"
                  + " them. Absent: all share them.")
          @Nullable Per per,
      @Min(0) @Max(1e6) @JsonPropertyDescription("Calls in flight at one time. Example: 2.")
          @Nullable Long concurrentRequests,
      @Size(max = 8)
          @JsonInclude(JsonInclude.Include.NON_EMPTY)
          @JsonPropertyDescription("Limits of periods and units, at most 8.")
          List<Rate> rates) {
    public Scoped {
      models = models == null ? List.of() : List.copyOf(models);
      tags = tags == null ? List.of() : List.copyOf(tags);
      rates = rates == null ? List.of() : List.copyOf(rates);
    }
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
