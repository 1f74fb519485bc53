package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.keelage.api.schema.ListMap;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What calls on a deployment cost, as decimal texts ({@link Money#parse}). */
@JsonInclude(JsonInclude.Include.NON_NULL)
@SchemaCustomizer(value = ListMap.class, input = "contextTiers:aboveInputTokens")
@SchemaCustomizer(value = ListMap.class, input = "serviceTiers:name")
public record Pricing(
    @Required
        @Size(min = 1, max = Bounds.DECIMAL_LENGTH)
        @Pattern(Bounds.PRICE)
        @JsonPropertyDescription(TokenPrices.INPUT)
        String inputPerMillionTokens,
    @Size(min = 1, max = Bounds.DECIMAL_LENGTH)
        @Pattern(Bounds.PRICE)
        @JsonPropertyDescription(TokenPrices.CACHED_INPUT)
        @Nullable String cachedInputPerMillionTokens,
    @Size(min = 1, max = Bounds.DECIMAL_LENGTH)
        @Pattern(Bounds.PRICE)
        @JsonPropertyDescription(TokenPrices.CACHE_WRITE)
        @Nullable String cacheWritePerMillionTokens,
    @Size(min = 1, max = Bounds.DECIMAL_LENGTH)
        @Pattern(Bounds.PRICE)
        @JsonPropertyDescription(TokenPrices.CACHE_WRITE_1H)
        @Nullable String cacheWrite1hPerMillionTokens,
    @Size(min = 1, max = Bounds.DECIMAL_LENGTH)
        @Pattern(Bounds.PRICE)
        @JsonPropertyDescription(TokenPrices.AUDIO_INPUT)
        @Nullable String audioInputPerMillionTokens,
    @Size(min = 1, max = Bounds.DECIMAL_LENGTH)
        @Pattern(Bounds.PRICE)
        @JsonPropertyDescription(TokenPrices.IMAGE_INPUT)
        @Nullable String imageInputPerMillionTokens,
    @Required
        @Size(min = 1, max = Bounds.DECIMAL_LENGTH)
        @Pattern(Bounds.PRICE)
        @JsonPropertyDescription(TokenPrices.OUTPUT)
        String outputPerMillionTokens,
    @Size(min = 1, max = Bounds.DECIMAL_LENGTH)
        @Pattern(Bounds.PRICE)
        @JsonPropertyDescription(TokenPrices.REASONING)
        @Nullable String reasoningPerMillionTokens,
    @Size(min = 1, max = Bounds.DECIMAL_LENGTH)
        @Pattern(Bounds.PRICE)
        @JsonPropertyDescription(TokenPrices.AUDIO_OUTPUT)
        @Nullable String audioOutputPerMillionTokens,
    @Size(min = 1, max = Bounds.DECIMAL_LENGTH)
        @Pattern(Bounds.PRICE)
        @JsonPropertyDescription(TokenPrices.IMAGE_OUTPUT)
        @Nullable String imageOutputPerMillionTokens,
    @Size(max = Pricing.MAX_CONTEXT_TIERS)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonPropertyDescription(
            "Rates of calls with a long input, at most 4. The whole call moves up, not only what"
                + " lies above the bound.")
        List<ContextTier> contextTiers,
    @Size(max = 4)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonPropertyDescription(
            "Rates of calls that the vendor reports to have served in another service tier than"
                + " its standard one, at most 4. Tiers that are not listed cost what standard"
                + " costs.")
        List<ServiceTierRates> serviceTiers,
    @Size(min = 1, max = Bounds.DECIMAL_LENGTH)
        @Pattern(Bounds.PRICE)
        @JsonPropertyDescription(
            "USD per thousand web searches that the vendor reports to have made for a call."
                + " Absent: 0. Example: \"10.00\".")
        @Nullable String perThousandSearches,
    @Size(min = 1, max = Bounds.DECIMAL_LENGTH)
        @Pattern(Bounds.PRICE)
        @JsonPropertyDescription("USD per thousand calls, whatever they hold. Absent: 0.")
        @Nullable String perThousandRequests)
    implements TokenPrices {
  static final int MAX_CONTEXT_TIERS = 4;

  public Pricing {
    Objects.requireNonNull(inputPerMillionTokens, "pricing.inputPerMillionTokens is required");
    Objects.requireNonNull(outputPerMillionTokens, "pricing.outputPerMillionTokens is required");
    contextTiers = contextTiers == null ? List.of() : List.copyOf(contextTiers);
    serviceTiers = serviceTiers == null ? List.of() : List.copyOf(serviceTiers);
  }

  /** Rates from a length of the input on. */
  public record ContextTier(
      @Required
          @Min(1)
          @Max(100_000_000)
          @JsonPropertyDescription(
              "The rates apply to calls with more input tokens than this, all classes counted."
                  + " Example: 200000.")
          Integer aboveInputTokens,
      @Required @JsonPropertyDescription("What tokens cost then.") TokenRates rates) {
    public ContextTier {
      Objects.requireNonNull(aboveInputTokens, "contextTiers[].aboveInputTokens is required");
      Objects.requireNonNull(rates, "contextTiers[].rates is required");
    }
  }

  /** Rates of a service tier. */
  public record ServiceTierRates(
      @Required
          @JsonPropertyDescription(
              "The tier as the vendor's answer names it. Where only one of Priority and Fast is"
                  + " listed, it holds for both: vendors use the two names for one thing.")
          Tier name,
      @Required @JsonPropertyDescription("What tokens cost in it.") TokenRates rates,
      @Size(max = Pricing.MAX_CONTEXT_TIERS)
          @JsonInclude(JsonInclude.Include.NON_EMPTY)
          @JsonPropertyDescription(
              "Rates of calls with a long input in this tier, at most 4. Absent: the tier has one"
                  + " price.")
          List<ContextTier> contextTiers) {
    public ServiceTierRates {
      Objects.requireNonNull(name, "serviceTiers[].name is required");
      Objects.requireNonNull(rates, "serviceTiers[].rates is required");
      contextTiers = contextTiers == null ? List.of() : List.copyOf(contextTiers);
    }
  }

  /** Service tiers with prices of their own. */
  public enum Tier {
    @JsonProperty("Flex")
    FLEX,
    @JsonProperty("Priority")
    PRIORITY,
    @JsonProperty("Fast")
    FAST,
    @JsonProperty("Ultrafast")
    ULTRAFAST
  }
}
