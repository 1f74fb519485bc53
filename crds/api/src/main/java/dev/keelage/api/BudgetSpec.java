package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
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

/** Money for a window, shared by what it selects. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonClassDescription("What the platform engineer wants.")
@SchemaCustomizer(value = ListSet.class, input = "softThresholdPercents")
public record BudgetSpec(
    @Required
        @JsonPropertyDescription(
            "Who shares the budget. A selected team brings the teams below it and all their keys.")
        Selector selector,
    @Required @JsonPropertyDescription("How much may be spent in a window.") Limit limit,
    @Required @JsonPropertyDescription("When spending starts again at 0.") Window window,
    @Size(max = 8)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonPropertyDescription(
            "Percentages of the limit, 1 to 99, at most 8: from the lowest on, the state is"
                + " SoftLimitReached, and each one crossed is an Event. Calls go on. Example: [50,"
                + " 80].")
        List<@Min(1) @Max(99) Integer> softThresholdPercents,
    @Default("{}") @JsonPropertyDescription("What happens to calls when the limit is reached.")
        WhenExhausted whenExhausted,
    @Default(WhenStoreUnavailable.DEFAULT)
        @JsonPropertyDescription(WhenStoreUnavailable.DESCRIPTION)
        WhenStoreUnavailable whenStoreUnavailable) {
  public BudgetSpec {
    Objects.requireNonNull(selector, "spec.selector is required");
    Objects.requireNonNull(limit, "spec.limit is required");
    Objects.requireNonNull(window, "spec.window is required");
    softThresholdPercents =
        softThresholdPercents == null ? List.of() : List.copyOf(softThresholdPercents);
    whenExhausted = whenExhausted == null ? WhenExhausted.DEFAULTS : whenExhausted;
    whenStoreUnavailable =
        whenStoreUnavailable == null ? WhenStoreUnavailable.DENY : whenStoreUnavailable;
  }

  /** Who shares the budget. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value =
          "(has(self.teams) && self.teams.size() > 0) || (has(self.keys) && self.keys.size() > 0)",
      message = "selector selects nothing: name at least one team or key")
  public record Selector(
      @Size(max = 256)
          @JsonInclude(JsonInclude.Include.NON_EMPTY)
          @JsonPropertyDescription(
              "Teams, at most 256: of this namespace, of others that allow it, or below a team of"
                  + " this namespace.")
          List<ObjectRef> teams,
      @Size(max = 256)
          @JsonInclude(JsonInclude.Include.NON_EMPTY)
          @JsonPropertyDescription("VirtualKeys, at most 256, of this namespace.")
          List<ObjectRef> keys) {
    public Selector {
      teams = teams == null ? List.of() : List.copyOf(teams);
      keys = keys == null ? List.of() : List.copyOf(keys);
    }
  }

  /** How much may be spent. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Limit(
      @Required
          @Size(min = 1, max = Bounds.DECIMAL_LENGTH)
          @Pattern(Bounds.DECIMAL)
          @JsonPropertyDescription(
              "A decimal text, at most 9 digits before and 10 after the point; \"0\" lets nothing"
                  + " pass. Example: \"500.00\".")
          String amount,
      @Default(Limit.DEFAULT_CURRENCY)
          @JsonPropertyDescription("The currency of amount. Default USD.")
          Currency currency) {
    static final String DEFAULT_CURRENCY = "USD";

    public Limit {
      Objects.requireNonNull(amount, "limit.amount is required");
      currency = currency == null ? Currency.USD : currency;
    }
  }

  /** Vendors price in USD. */
  public enum Currency {
    USD
  }

  /** Aligned to the calendar of a time zone. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Window(
      @Required
          @JsonPropertyDescription(
              "The budget starts again at 0 with every such period of the calendar; weeks begin on"
                  + " Monday, quarters in January, April, July and October.")
          Calendar calendar,
      @Default(Window.DEFAULT_TIME_ZONE)
          @Size(min = 1, max = 64)
          @Pattern("^[A-Za-z][A-Za-z0-9_+/-]*$")
          @JsonPropertyDescription(
              "IANA name of the time zone whose calendar counts. Default UTC. Example:"
                  + " Europe/Berlin.")
          String timeZone) {
    static final String DEFAULT_TIME_ZONE = "UTC";

    public Window {
      Objects.requireNonNull(calendar, "window.calendar is required");
      timeZone = timeZone == null ? DEFAULT_TIME_ZONE : timeZone;
    }
  }

  /** Periods of the calendar. */
  public enum Calendar {
    @JsonProperty("Minute")
    MINUTE,
    @JsonProperty("Hour")
    HOUR,
    @JsonProperty("Day")
    DAY,
    @JsonProperty("Week")
    WEEK,
    @JsonProperty("Month")
    MONTH,
    @JsonProperty("Quarter")
    QUARTER,
    @JsonProperty("Year")
    YEAR
  }

  /** What happens to calls when the limit is reached. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record WhenExhausted(
      @Default(WhenExhausted.DEFAULT_ACTION)
          @JsonPropertyDescription(
              "Block: refuse calls until the window resets or the limit is raised. Default Block.")
          Action action) {
    static final String DEFAULT_ACTION = "Block";
    static final WhenExhausted DEFAULTS = new WhenExhausted(Action.BLOCK);

    public WhenExhausted {
      action = action == null ? Action.BLOCK : action;
    }
  }

  /** What an exhausted budget does. */
  public enum Action {
    @JsonProperty("Block")
    BLOCK
  }
}
