package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.keelage.api.schema.ListMap;
import dev.keelage.api.schema.ListSet;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is inspected, when, and what happens to a match. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonClassDescription("What the platform engineer wants.")
@SchemaCustomizer(value = ListSet.class, input = "stages")
@ValidationRule(
    value = "has(self.keywords) || has(self.regex)",
    message = "a guardrail looks for something: set keywords, regex or both")
public record GuardrailSpec(
    @Required
        @Size(min = 1, max = 2)
        @JsonPropertyDescription(
            "When it looks. PreCall: at the request, before the vendor sees it. PostCall: at the"
                + " answer, before the caller sees it; streams too.")
        List<Stage> stages,
    @JsonPropertyDescription(
            "Looks for words and phrases. All guardrails of a namespace have room for 400000 letters"
                + " of words; a step of an expression needs as much as 5.")
        @Nullable Keywords keywords,
    @JsonPropertyDescription("Looks for regular expressions.") @Nullable Regex regex,
    @Default(GuardrailSpec.DEFAULT_ACTION)
        @JsonPropertyDescription(
            "Block: refuse the call, or end the answer. Mask: replace what was found and go on."
                + " Default Block.")
        Action action,
    @Default("{}")
        @JsonPropertyDescription(
            "Whose calls are inspected. A guardrail in a platform namespace reaches every call; one"
                + " elsewhere the teams of its own namespace with the teams below them, and the"
                + " calls of its own namespace's models.")
        AppliesTo appliesTo,
    @Default(GuardrailSpec.DEFAULT_WHEN_UNAVAILABLE)
        @JsonPropertyDescription(
            "What happens to what cannot be inspected, for example a body that is too large. Deny:"
                + " refuse. Allow: let it pass. Default Deny.")
        WhenUnavailable whenUnavailable) {
  static final String DEFAULT_ACTION = "Block";
  static final String DEFAULT_WHEN_UNAVAILABLE = "Deny";

  public GuardrailSpec {
    Objects.requireNonNull(stages, "spec.stages is required");
    stages = List.copyOf(stages);
    action = action == null ? Action.BLOCK : action;
    appliesTo = appliesTo == null ? AppliesTo.EVERYONE : appliesTo;
    whenUnavailable = whenUnavailable == null ? WhenUnavailable.DENY : whenUnavailable;
  }

  /** When it looks. */
  public enum Stage {
    @JsonProperty("PreCall")
    PRE_CALL,
    @JsonProperty("PostCall")
    POST_CALL
  }

  /** What happens to a match. */
  public enum Action {
    @JsonProperty("Block")
    BLOCK,
    @JsonProperty("Mask")
    MASK
  }

  /** What happens to what cannot be inspected. */
  public enum WhenUnavailable {
    @JsonProperty("Deny")
    DENY,
    @JsonProperty("Allow")
    ALLOW
  }

  /** Words and phrases. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @SchemaCustomizer(value = ListSet.class, input = "words")
  public record Keywords(
      @Required
          @Size(min = 1, max = 500)
          @JsonPropertyDescription(
              "Words and phrases, 1 to 500, each up to 200 characters. Example: [project"
                  + " nightfall].")
          List<@Size(min = 1, max = 200) String> words,
      @Default("" + Keywords.DEFAULT_CASE_SENSITIVE)
          @JsonPropertyDescription(
              "Whether upper and lower case are different letters. Default false.")
          Boolean caseSensitive) {
    static final boolean DEFAULT_CASE_SENSITIVE = false;

    public Keywords {
      Objects.requireNonNull(words, "keywords.words is required");
      words = List.copyOf(words);
      caseSensitive = caseSensitive == null ? DEFAULT_CASE_SENSITIVE : caseSensitive;
    }
  }

  /** Regular expressions. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @SchemaCustomizer(value = ListMap.class, input = "patterns:name")
  public record Regex(
      @Required
          @Size(min = 1, max = 100)
          @JsonPropertyDescription("Named regular expressions, 1 to 100.")
          List<NamedPattern> patterns) {
    public Regex {
      Objects.requireNonNull(patterns, "regex.patterns is required");
      patterns = List.copyOf(patterns);
    }
  }

  /** A regular expression and what it is called. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record NamedPattern(
      @Required
          @Size(min = 1, max = Bounds.LABEL_LENGTH)
          @Pattern(Bounds.LABEL_NAME)
          @JsonPropertyDescription(
              "Name of the pattern, unique in the guardrail; conditions name the pattern so."
                  + " Example: credit-card.")
          String name,
      @Required
          @Size(min = 1, max = 500)
          @JsonPropertyDescription(
              "RE2 syntax (linear time; no back references, no look-around). Example:"
                  + " AKIA[0-9A-Z]{16}.")
          String pattern) {
    public NamedPattern {
      Objects.requireNonNull(name, "regex.patterns[].name is required");
      Objects.requireNonNull(pattern, "regex.patterns[].pattern is required");
    }
  }

  /** Whose calls are inspected. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record AppliesTo(
      @Default("{}") @JsonPropertyDescription("The teams whose calls are inspected. Default: all.")
          Teams teams) {
    static final AppliesTo EVERYONE = new AppliesTo(Teams.ALL);

    public AppliesTo {
      teams = teams == null ? Teams.ALL : teams;
    }
  }

  /** All teams in reach, or the named ones. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value = "(self.from == 'Names') == (has(self.names) && self.names.size() > 0)",
      message = "names belongs to from: Names, and from: Names needs at least one")
  public record Teams(
      @Default(Teams.DEFAULT_FROM)
          @JsonPropertyDescription(
              "All: every team in reach, and calls of keys without a team. Names: only the named"
                  + " teams and the teams below them. Default All.")
          From from,
      @Size(max = 256)
          @JsonInclude(JsonInclude.Include.NON_EMPTY)
          @JsonPropertyDescription("Teams, at most 256. Only with from: Names.")
          List<ObjectRef> names) {
    static final String DEFAULT_FROM = "All";
    static final Teams ALL = new Teams(From.ALL, List.of());

    public Teams {
      from = from == null ? From.ALL : from;
      names = names == null ? List.of() : List.copyOf(names);
    }
  }

  /** All teams in reach, or the named ones. */
  public enum From {
    @JsonProperty("All")
    ALL,
    @JsonProperty("Names")
    NAMES
  }
}
