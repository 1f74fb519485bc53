package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What tokens cost for calls of a certain kind. Classes that are absent follow this set's own. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TokenRates(
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
        @Nullable String imageOutputPerMillionTokens)
    implements TokenPrices {
  public TokenRates {
    Objects.requireNonNull(inputPerMillionTokens, "rates.inputPerMillionTokens is required");
    Objects.requireNonNull(outputPerMillionTokens, "rates.outputPerMillionTokens is required");
  }
}
