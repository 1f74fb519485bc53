package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.keelage.api.schema.DateTime;
import dev.keelage.api.schema.ListMap;
import dev.keelage.api.schema.Whole;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator reports of a Budget. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonClassDescription("What the operator reports.")
@SchemaCustomizer(Whole.class)
@SchemaCustomizer(value = ListMap.class, input = "conditions:type")
public record BudgetStatus(
    @Min(0) @JsonPropertyDescription(OBSERVED_GENERATION) @Nullable Long observedGeneration,
    @Size(max = 16) @JsonPropertyDescription(CONDITIONS) List<Condition> conditions,
    @JsonPropertyDescription(
            "WithinBudget; SoftLimitReached: a soft threshold is crossed, calls go on; Exhausted:"
                + " spec.whenExhausted says what happens to calls; SomeExhausted: of a Budget per"
                + " Key, User or Customer, some have reached their limit; NotEnforced: it holds for"
                + " nobody, the conditions say why; Unknown: the counters cannot be read.")
        @Nullable State state,
    @Size(max = 32) @JsonPropertyDescription("The limit in force. Example: \"500 USD\".")
        @Nullable String limit,
    @JsonPropertyDescription("Money in the current window, refreshed at a bounded rate.")
        @Nullable Usage usage,
    @Size(max = 4)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonPropertyDescription("The same of each of spec.additionalWindows.")
        List<Usage> additionalUsage,
    @Size(max = 5)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonPropertyDescription(Spender.DESCRIPTION)
        List<Spender> topSpenders,
    @JsonPropertyDescription(
            "Of a Budget per Key, User or Customer, which has no usage of its own: how many there"
                + " are. Refreshed at a bounded rate; users and customers may take some minutes to"
                + " be found where Redis holds millions of names.")
        @Nullable Members members)
    implements ObjectStatus {
  public BudgetStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
    topSpenders = topSpenders == null ? List.of() : List.copyOf(topSpenders);
    additionalUsage = additionalUsage == null ? List.of() : List.copyOf(additionalUsage);
  }

  /** How many have a Budget for themselves. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @SchemaCustomizer(value = DateTime.class, input = "updatedAt")
  public record Members(
      @Min(0)
          @JsonPropertyDescription(
              "Spent something, or have calls in flight, in a window that is open.")
          int counted,
      @Min(0) @JsonPropertyDescription("Of those, have reached a limit of theirs.") int exhausted,
      @Size(max = Bounds.DATE_TIME_LENGTH)
          @JsonPropertyDescription("When this was last read from the counters.")
          @Nullable String updatedAt) {}

  /** How far spending is. */
  public enum State {
    @JsonProperty("WithinBudget")
    WITHIN_BUDGET,
    @JsonProperty("SoftLimitReached")
    SOFT_LIMIT_REACHED,
    @JsonProperty("Exhausted")
    EXHAUSTED,
    /** Of those that have a Budget for themselves. */
    @JsonProperty("SomeExhausted")
    SOME_EXHAUSTED,
    /** It is left out. */
    @JsonProperty("NotEnforced")
    NOT_ENFORCED,
    /** The counters were not read, or cannot be. */
    @JsonProperty("Unknown")
    UNKNOWN
  }

  /** Money in the current window, as decimal texts in the limit's currency. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @SchemaCustomizer(value = DateTime.class, input = "updatedAt")
  public record Usage(
      @Size(max = 32) @JsonPropertyDescription("Which window. Example: Month, rolling 24h, once.")
          @Nullable String window,
      @Size(max = 32)
          @JsonPropertyDescription(
              "The limit that holds at the moment, a temporary increase included.")
          @Nullable String limit,
      @Size(max = 32) @JsonPropertyDescription("Booked in this window. Example: \"231.07\".")
          @Nullable String spent,
      @Size(max = 32) @JsonPropertyDescription("Set aside for calls in flight.")
          @Nullable String reserved,
      @Size(max = 32)
          @JsonPropertyDescription("The limit without spent and reserved; never below 0.")
          @Nullable String remaining,
      @Size(max = 40)
          @JsonPropertyDescription(
              "When the next window starts, in the budget's time zone; of a rolling one, when the"
                  + " oldest part of it stops counting. Absent: never. Example:"
                  + " 2026-12-01T00:00+01:00.")
          @Nullable String resetsAt,
      @Size(max = 40)
          @JsonPropertyDescription(
              "When the limit is reached if spending goes on as it did in this window so far."
                  + " Absent: not before the window resets. Example: 2026-11-28T16:20+01:00.")
          @Nullable String projectedExhaustion,
      @Size(max = Bounds.DATE_TIME_LENGTH)
          @JsonPropertyDescription("When this was last read from the counters.")
          @Nullable String updatedAt) {}
}
