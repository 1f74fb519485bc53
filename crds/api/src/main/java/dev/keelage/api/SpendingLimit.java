package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.keelage.api.schema.DateTime;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How much may be spent in a window. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SpendingLimit(
    @Required
        @Size(min = 1, max = Bounds.DECIMAL_LENGTH)
        @Pattern(Bounds.DECIMAL)
        @JsonPropertyDescription(
            "A decimal text, at most 9 digits before and 10 after the point; \"0\" lets nothing"
                + " pass. Example: \"500.00\".")
        String amount,
    @JsonPropertyDescription("The currency of amount. Default USD.") Currency currency,
    @JsonPropertyDescription(
            "More for some time, on top of amount. Nobody has to take it back: after until it is"
                + " gone.")
        @Nullable TemporaryIncrease temporaryIncrease) {
  public SpendingLimit {
    Objects.requireNonNull(amount, "limit.amount is required");
    currency = currency == null ? Currency.USD : currency;
  }

  /** Vendors price in USD. */
  public enum Currency {
    USD
  }

  /** More for some time. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @SchemaCustomizer(value = DateTime.class, input = "until")
  public record TemporaryIncrease(
      @Required
          @Size(min = 1, max = Bounds.DECIMAL_LENGTH)
          @Pattern(Bounds.DECIMAL)
          @JsonPropertyDescription(
              "Added to the limit, in its currency; written like it. Example: \"100.00\".")
          String amount,
      @Required
          @Size(max = Bounds.DATE_TIME_LENGTH)
          @Pattern(Bounds.DATE_TIME)
          @JsonPropertyDescription(
              "From this instant on the limit is what it was; RFC 3339. Example:"
                  + " \"2026-12-31T23:00:00Z\".")
          String until,
      @Required
          @Size(min = 1, max = 256)
          @JsonPropertyDescription("Why, for those who look at the bill.")
          String reason) {
    public TemporaryIncrease {
      Objects.requireNonNull(amount, "temporaryIncrease.amount is required");
      Objects.requireNonNull(until, "temporaryIncrease.until is required");
      Objects.requireNonNull(reason, "temporaryIncrease.reason is required");
    }

    /**
     * The instant from which the increase is gone.
     *
     * @throws java.time.format.DateTimeParseException for a text like February 30th, which fits the
     *     schema's pattern
     */
    public Instant ends() {
      return OffsetDateTime.parse(until).toInstant();
    }
  }
}
