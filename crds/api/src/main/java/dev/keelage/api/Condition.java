package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.keelage.api.schema.DateTime;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One statement about an object. {@code type} and {@code reason} are texts and not enums so that an
 * older reader survives a newer writer; writers take them from {@link ConditionType} and {@link
 * Reason}.
 *
 * @param lastTransitionTime RFC 3339; moves only with {@code status}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@SchemaCustomizer(value = DateTime.class, input = "lastTransitionTime")
public record Condition(
    @Required
        @Size(min = 1, max = 316)
        @Pattern(TYPE)
        @JsonPropertyDescription("What it speaks of, for example Programmed.")
        String type,
    @Required @JsonPropertyDescription("True, False or Unknown.") Status status,
    @Min(0) @JsonPropertyDescription("The metadata.generation that it speaks of.")
        @Nullable Long observedGeneration,
    @Required
        @Size(max = Bounds.DATE_TIME_LENGTH)
        @JsonPropertyDescription("When status last changed.")
        String lastTransitionTime,
    @Required
        @Size(min = 1, max = 1024)
        @Pattern("^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$")
        @JsonPropertyDescription("Why, as one word of a closed list.")
        String reason,
    @Required
        @Size(max = LONGEST_MESSAGE)
        @JsonPropertyDescription("Why, for people; where something is wrong, what to do.")
        String message) {
  /** Of {@code message}, in characters. */
  public static final int LONGEST_MESSAGE = 32_768;

  private static final String TYPE = "^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$";

  public Condition {
    Objects.requireNonNull(type, "type is required");
    Objects.requireNonNull(status, "status is required");
    Objects.requireNonNull(lastTransitionTime, "lastTransitionTime is required");
    Objects.requireNonNull(reason, "reason is required");
    Objects.requireNonNull(message, "message is required");
  }

  /** As Kubernetes writes it. */
  public enum Status {
    @JsonProperty("True")
    TRUE,
    @JsonProperty("False")
    FALSE,
    @JsonProperty("Unknown")
    UNKNOWN
  }
}
