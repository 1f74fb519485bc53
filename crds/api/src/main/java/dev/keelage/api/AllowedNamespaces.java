package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The owner's consent: which other namespaces may refer to the resource. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "(self.from == 'Selector') == has(self.selector)",
    message = "selector belongs to from: Selector, and from: Selector needs one")
public record AllowedNamespaces(
    @Default(AllowedNamespaces.DEFAULT_FROM)
        @JsonPropertyDescription(
            "Same: only this resource's own namespace. All: every namespace. Selector: the own"
                + " namespace and those whose labels match selector. Default Same.")
        From from,
    @JsonPropertyDescription("Which namespaces, by their labels. Only with from: Selector.")
        @Nullable LabelSelector selector) {
  static final String DEFAULT_FROM = "Same";

  /** Nobody else: the default. */
  public static final AllowedNamespaces SAME = new AllowedNamespaces(From.SAME, null);

  public AllowedNamespaces {
    from = from == null ? From.SAME : from;
  }

  /** Who may refer. */
  public enum From {
    @JsonProperty("Same")
    SAME,
    @JsonProperty("All")
    ALL,
    @JsonProperty("Selector")
    SELECTOR
  }

  /** Every label must be there with exactly this value. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record LabelSelector(
      @Required
          @Size(min = 1, max = 16)
          @JsonPropertyDescription(
              "Labels that a namespace must carry, all of them. Example: {ai: enabled}.")
          Map<String, @Size(max = Bounds.LABEL_LENGTH) @Pattern(Bounds.LABEL_VALUE) String>
              matchLabels) {
    public LabelSelector {
      Objects.requireNonNull(matchLabels, "matchLabels is required");
      matchLabels = Collections.unmodifiableSortedMap(new TreeMap<>(matchLabels));
    }
  }
}
