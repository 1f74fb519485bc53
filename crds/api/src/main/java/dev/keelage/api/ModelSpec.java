package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.keelage.api.schema.ListMap;
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

/** A public model name and where it is served. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonClassDescription("What the platform engineer wants.")
@SchemaCustomizer(value = ListMap.class, input = "deployments:name")
@SchemaCustomizer(value = ListSet.class, input = "aliases")
@ValidationRule(
    value = "self.deployments.exists(d, !has(d.weight) || d.weight > 0)",
    message = "at least one deployment needs a weight above 0",
    fieldPath = ".deployments")
@ValidationRule(
    value = "!has(self.modelName) || !has(self.aliases) || !(self.modelName in self.aliases)",
    message = "aliases repeats modelName",
    fieldPath = ".aliases")
@ValidationRule(
    value = "has(self.defaultPrice) == (self.whenUnpriced == 'AllowAtDefaultPrice')",
    message = "defaultPrice belongs to whenUnpriced: AllowAtDefaultPrice, which needs it")
public record ModelSpec(
    @Size(min = 1, max = Bounds.NAME_LENGTH)
        @Pattern(Bounds.MODEL_NAME)
        @JsonPropertyDescription(
            "What callers say as \"model\". Absent: metadata.name. For names that Kubernetes does"
                + " not allow; letters, digits and . _ : / @ -. Example: openai/gpt-4o.")
        @Nullable String modelName,
    @Size(max = 16)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonPropertyDescription(
            "Further names that callers may say for the same model, at most 16. Example: [fast].")
        List<@Size(min = 1, max = Bounds.NAME_LENGTH) @Pattern(Bounds.MODEL_NAME) String> aliases,
    @Required
        @Size(min = 1, max = 32)
        @JsonPropertyDescription(
            "Where the model is served, 1 to 32. Calls are spread by weight; when one fails before"
                + " the first byte, the next is tried.")
        List<Deployment> deployments,
    @Default("{}") @JsonPropertyDescription("How often a call is tried. Default: 3 attempts.")
        Retries retries,
    @Default("{}") @JsonPropertyDescription("How long the gateway waits for a deployment.")
        Timeouts timeouts,
    @Default(ModelSpec.DEFAULT_WHEN_UNPRICED)
        @JsonPropertyDescription(
            "What happens to a call on a deployment whose price is unknown (no pricing here, none"
                + " in the bundled catalogue). DenyWhenBudgeted: refused where a budget applies to"
                + " the caller, else served. Deny: refused. Allow: served and booked at 0."
                + " AllowAtDefaultPrice: served and booked at defaultPrice. Default"
                + " DenyWhenBudgeted.")
        WhenUnpriced whenUnpriced,
    @JsonPropertyDescription(
            "What tokens cost on deployments whose price is unknown; with whenUnpriced:"
                + " AllowAtDefaultPrice only.")
        @Nullable TokenRates defaultPrice,
    @Default("{}")
        @JsonPropertyDescription(
            "From which namespaces keys may call this model. Default: its own only.")
        AllowedNamespaces allowedNamespaces) {
  static final String DEFAULT_WHEN_UNPRICED = "DenyWhenBudgeted";

  public ModelSpec {
    Objects.requireNonNull(deployments, "spec.deployments is required");
    deployments = List.copyOf(deployments);
    aliases = aliases == null ? List.of() : List.copyOf(aliases);
    retries = retries == null ? Retries.DEFAULTS : retries;
    timeouts = timeouts == null ? Timeouts.DEFAULTS : timeouts;
    whenUnpriced = whenUnpriced == null ? WhenUnpriced.DENY_WHEN_BUDGETED : whenUnpriced;
    allowedNamespaces = allowedNamespaces == null ? AllowedNamespaces.SAME : allowedNamespaces;
  }

  /** What callers say, for an object of this name. */
  public String modelNameOr(String objectName) {
    return modelName == null ? objectName : modelName;
  }

  /** What happens to a call on a deployment without a price. */
  public enum WhenUnpriced {
    @JsonProperty("DenyWhenBudgeted")
    DENY_WHEN_BUDGETED,
    @JsonProperty("Deny")
    DENY,
    @JsonProperty("Allow")
    ALLOW,
    @JsonProperty("AllowAtDefaultPrice")
    ALLOW_AT_DEFAULT_PRICE
  }

  /** A vendor's model behind the public name. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Deployment(
      @Required
          @Size(min = 1, max = Bounds.LABEL_LENGTH)
          @Pattern(Bounds.LABEL_NAME)
          @JsonPropertyDescription(
              "Name of the deployment, unique in the model; seen in metrics and in the header"
                  + " x-keelage-deployment.")
          String name,
      @Required
          @JsonPropertyDescription(
              "The Provider that serves it. One in another namespace must allow this one.")
          ObjectRef providerRef,
      @Required
          @Size(min = 1, max = 256)
          @Pattern("^[\\x21-\\x7E]+$")
          @JsonPropertyDescription(
              "The vendor's name for the model. Example: gpt-4o, claude-sonnet-4-5.")
          String model,
      @Min(0)
          @Max(1000)
          @JsonPropertyDescription(
              "Share of the calls, relative to the other deployments, 0 to 1000. 0: only when the"
                  + " others failed. Default 1.")
          Integer weight,
      @JsonPropertyDescription(
              "Price in USD. Absent: the bundled catalogue's price of the vendor's model.")
          @Nullable Pricing pricing,
      @JsonPropertyDescription(
              "How much is sent to this deployment, by all callers together. Absent: no limit."
                  + UpstreamLimits.DESCRIPTION)
          @Nullable UpstreamLimits limits) {
    static final int DEFAULT_WEIGHT = 1;

    public Deployment {
      Objects.requireNonNull(name, "deployments[].name is required");
      Objects.requireNonNull(providerRef, "deployments[].providerRef is required");
      Objects.requireNonNull(model, "deployments[].model is required");
      weight = weight == null ? DEFAULT_WEIGHT : weight;
    }
  }

  /** How often a call is tried. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Retries(
      @Default("" + Retries.DEFAULT_MAX_ATTEMPTS)
          @Min(1)
          @Max(10)
          @JsonPropertyDescription(
              "Attempts in all, over all deployments, 1 to 10; 1: no retry. After 429, 5xx and"
                  + " connect errors, never after the first byte. Default 3.")
          Integer maxAttempts) {
    static final int DEFAULT_MAX_ATTEMPTS = 3;
    static final Retries DEFAULTS = new Retries(DEFAULT_MAX_ATTEMPTS);

    public Retries {
      maxAttempts = maxAttempts == null ? DEFAULT_MAX_ATTEMPTS : maxAttempts;
    }
  }

  /** How long the gateway waits, as durations ({@link Durations#parse}). */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value = "duration(self.connect) <= duration('5m')",
      message = "connect is at most 5m",
      fieldPath = ".connect")
  @ValidationRule(
      value = "duration(self.total) <= duration('24h')",
      message = "total is at most 24h",
      fieldPath = ".total")
  @ValidationRule(
      value =
          "duration(self.firstToken) <= duration(self.total) && duration(self.idle) <="
              + " duration(self.total)",
      message = "firstToken and idle are at most as long as total (default 10m)")
  public record Timeouts(
      @Default(Timeouts.DEFAULT_CONNECT)
          @Size(max = Bounds.DURATION_LENGTH)
          @Pattern(Bounds.DURATION)
          @JsonPropertyDescription("Until the connection stands, at most 5m. Default 2s.")
          String connect,
      @Default(Timeouts.DEFAULT_FIRST_TOKEN)
          @Size(max = Bounds.DURATION_LENGTH)
          @Pattern(Bounds.DURATION)
          @JsonPropertyDescription(
              "From the request until the answer begins: its first chunk where it streams."
                  + " Default 60s.")
          String firstToken,
      @Default(Timeouts.DEFAULT_IDLE)
          @Size(max = Bounds.DURATION_LENGTH)
          @Pattern(Bounds.DURATION)
          @JsonPropertyDescription("Between two pieces of an answer. Default 60s.")
          String idle,
      @Default(Timeouts.DEFAULT_TOTAL)
          @Size(max = Bounds.DURATION_LENGTH)
          @Pattern(Bounds.DURATION)
          @JsonPropertyDescription(
              "For the whole call with all its attempts, at most 24h. Default 10m.")
          String total) {
    static final String DEFAULT_CONNECT = "2s";
    static final String DEFAULT_FIRST_TOKEN = "60s";
    static final String DEFAULT_IDLE = "60s";
    static final String DEFAULT_TOTAL = "10m";
    static final Timeouts DEFAULTS =
        new Timeouts(DEFAULT_CONNECT, DEFAULT_FIRST_TOKEN, DEFAULT_IDLE, DEFAULT_TOTAL);

    public Timeouts {
      connect = connect == null ? DEFAULT_CONNECT : connect;
      firstToken = firstToken == null ? DEFAULT_FIRST_TOKEN : firstToken;
      idle = idle == null ? DEFAULT_IDLE : idle;
      total = total == null ? DEFAULT_TOTAL : total;
    }
  }
}
