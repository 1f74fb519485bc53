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
import org.jspecify.annotations.Nullable;

/** Money for a window, shared by what it selects. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonClassDescription("What the platform engineer wants.")
@SchemaCustomizer(value = ListSet.class, input = "softThresholdPercents")
@ValidationRule(
    value =
        "!has(self.additionalWindows) || self.additionalWindows.all(a, (!has(self.window) ||"
            + " !((has(a.window.calendar) && has(self.window.calendar) && a.window.calendar =="
            + " self.window.calendar) || (has(a.window.rolling) && has(self.window.rolling) &&"
            + " a.window.rolling == self.window.rolling))) &&"
            + " self.additionalWindows.exists_one(b, (has(a.window.calendar) &&"
            + " has(b.window.calendar) && a.window.calendar == b.window.calendar) ||"
            + " (has(a.window.rolling) && has(b.window.rolling) && a.window.rolling =="
            + " b.window.rolling)))",
    message = "two windows of one length: keep the one with the smaller limit",
    fieldPath = ".additionalWindows")
public record BudgetSpec(
    @Required
        @JsonPropertyDescription(
            "Who shares the budget. A selected team brings the teams below it and all their keys.")
        Selector selector,
    @JsonPropertyDescription(
            "Key: every selected key has the whole limit for itself, so that one object is the"
                + " default for all members of a team. User, Customer: so has everyone whom calls"
                + " name; the caller says who that is (OpenAI safety_identifier or user, Anthropic"
                + " metadata.user_id; header x-keelage-customer), and calls that name nobody share"
                + " one limit. Absent: all share one limit. The status of such a budget has no usage;"
                + " with Key it names the keys that spent most in its window.")
        @Nullable Per per,
    @Required @JsonPropertyDescription("How much may be spent in the window.") SpendingLimit limit,
    @JsonPropertyDescription(
            "When spending starts again at 0. Absent: never; the limit is for all time.")
        @Nullable SpendingWindow window,
    @Size(max = 4)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonPropertyDescription(
            "Limits that hold besides, at most 4, each with a window of its own: so much a month,"
                + " but not all of it on one day. Statuses show the one above.")
        List<AdditionalWindow> additionalWindows,
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
    additionalWindows = additionalWindows == null ? List.of() : List.copyOf(additionalWindows);
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
          "(has(self.teams) && self.teams.size() > 0) || (has(self.keys) && self.keys.size() > 0)"
              + " || (has(self.providers) && self.providers.size() > 0)",
      message = "selector selects nothing: name at least one team, key or provider")
  @SchemaCustomizer(value = ListSet.class, input = "tags")
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
          List<ObjectRef> keys,
      @Size(max = 256)
          @JsonInclude(JsonInclude.Include.NON_EMPTY)
          @JsonPropertyDescription(
              "Only what they spend on these Models counts, and only such calls are refused; at"
                  + " most 256, of this namespace or of others that allow it. Absent: all calls.")
          List<ObjectRef> models,
      @Size(max = 64)
          @JsonInclude(JsonInclude.Include.NON_EMPTY)
          @JsonPropertyDescription(
              "Only what these Providers serve counts, at most 64; when the budget is exhausted,"
                  + " calls go to the other deployments of their model, and are refused where there"
                  + " is none. Of this namespace, or of others that allow it. Without teams and keys"
                  + " everybody's calls on them count, which only the Providers' own namespace may"
                  + " say. Actions: Block, Observe. Absent: whoever serves.")
          List<ObjectRef> providers,
      @Size(max = 64)
          @JsonInclude(JsonInclude.Include.NON_EMPTY)
          @JsonPropertyDescription(
              "Only calls with at least one of these tags count, at most 64: tags of their key and"
                  + " its teams (spec.tags), and those that callers say themselves (headers"
                  + " x-keelage-tags or x-litellm-tags, separated by commas, or metadata.tags in the"
                  + " body of OpenAI's dialect). Absent: all calls.")
          List<@Size(min = 1, max = Bounds.TAG_LENGTH) @Pattern(Bounds.TAG) String> tags) {
    public Selector {
      teams = teams == null ? List.of() : List.copyOf(teams);
      keys = keys == null ? List.of() : List.copyOf(keys);
      models = models == null ? List.of() : List.copyOf(models);
      providers = providers == null ? List.of() : List.copyOf(providers);
      tags = tags == null ? List.of() : List.copyOf(tags);
    }
  }

  /** A further limit. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record AdditionalWindow(
      @Required @JsonPropertyDescription("How much may be spent in this window.")
          SpendingLimit limit,
      @Required @JsonPropertyDescription("When spending in it starts again at 0.")
          SpendingWindow window) {
    public AdditionalWindow {
      Objects.requireNonNull(limit, "spec.additionalWindows[].limit is required");
      Objects.requireNonNull(window, "spec.additionalWindows[].window is required");
    }
  }

  /** What happens to calls when the limit is reached. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value = "has(self.throttle) == (self.action == 'Throttle')",
      message = "throttle goes with action Throttle, and that needs it",
      fieldPath = ".throttle")
  @ValidationRule(
      value = "has(self.downgrade) == (self.action == 'Downgrade')",
      message = "downgrade goes with action Downgrade, and that needs it",
      fieldPath = ".downgrade")
  public record WhenExhausted(
      @Default(WhenExhausted.DEFAULT_ACTION)
          @JsonPropertyDescription(
              "Block: refuse calls until the window resets or the limit is raised. Throttle: let"
                  + " few of them pass. Downgrade: serve them by a cheaper model. Observe: let all pass; conditions, events and metrics tell"
                  + " what Block would have refused. Default Block.")
          Action action,
      @JsonPropertyDescription("How few, for action Throttle.") @Nullable Throttle throttle,
      @JsonPropertyDescription("The cheaper model, for action Downgrade.")
          @Nullable Downgrade downgrade) {
    static final String DEFAULT_ACTION = "Block";
    static final WhenExhausted DEFAULTS = new WhenExhausted(Action.BLOCK, null, null);

    public WhenExhausted {
      action = action == null ? Action.BLOCK : action;
    }
  }

  /** What an exhausted budget does. */
  public enum Action {
    @JsonProperty("Block")
    BLOCK,
    @JsonProperty("Throttle")
    THROTTLE,
    @JsonProperty("Downgrade")
    DOWNGRADE,
    @JsonProperty("Observe")
    OBSERVE
  }

  /** The rate of calls while the budget is exhausted. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Throttle(
      @Required
          @Min(0)
          @Max(1e9)
          @JsonPropertyDescription(
              "Calls per minute of all that share the budget, over all gateways; what they cost"
                  + " is spent beyond the limit. Example: 5.")
          Long requestsPerMinute) {
    public Throttle {
      Objects.requireNonNull(
          requestsPerMinute, "spec.whenExhausted.throttle.requestsPerMinute is required");
    }
  }

  /** Who serves calls while the budget is exhausted. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Downgrade(
      @Required
          @JsonPropertyDescription(
              "The Model that serves instead, to callers who may use it; others are refused. What"
                  + " it costs is spent beyond the limit. One in another namespace must allow this"
                  + " one.")
          ObjectRef modelRef) {
    public Downgrade {
      Objects.requireNonNull(modelRef, "spec.whenExhausted.downgrade.modelRef is required");
    }
  }
}
