package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.keelage.api.schema.DateTime;
import dev.keelage.api.schema.ListMap;
import dev.keelage.api.schema.Whole;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator reports of a VirtualKey. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonClassDescription("What the operator reports.")
@SchemaCustomizer(Whole.class)
@SchemaCustomizer(value = ListMap.class, input = "conditions:type")
@SchemaCustomizer(value = DateTime.class, input = "previousExpiresAt")
@SchemaCustomizer(value = DateTime.class, input = "issuedAt")
@SchemaCustomizer(value = DateTime.class, input = "rotatesAt")
public record VirtualKeyStatus(
    @Min(0) @JsonPropertyDescription(OBSERVED_GENERATION) @Nullable Long observedGeneration,
    @Size(max = 16) @JsonPropertyDescription(CONDITIONS) List<Condition> conditions,
    @Size(max = 32) @JsonPropertyDescription("How the key begins. Example: kl-7Qx3….")
        @Nullable String prefix,
    @Size(max = 32) @JsonPropertyDescription("How the replaced key begins, while it still works.")
        @Nullable String previousPrefix,
    @Size(max = Bounds.DATE_TIME_LENGTH)
        @JsonPropertyDescription("When the replaced key stops working.")
        @Nullable String previousExpiresAt,
    @Size(max = Bounds.NAME_LENGTH) @JsonPropertyDescription("The Secret that holds the key.")
        @Nullable String secretName,
    @Size(max = Bounds.DATE_TIME_LENGTH) @JsonPropertyDescription("When the key was issued.")
        @Nullable String issuedAt,
    @Size(max = Bounds.DATE_TIME_LENGTH)
        @JsonPropertyDescription("When it will be replaced; absent: not by schedule.")
        @Nullable String rotatesAt,
    @Size(max = 1024)
        @JsonPropertyDescription(
            "The value of the annotation keelage.dev/rotate that was last acted upon.")
        @Nullable String rotation,
    @JsonPropertyDescription("What calls with this key cost, refreshed at a bounded rate.")
        @Nullable Spending usage)
    implements ObjectStatus {
  public VirtualKeyStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }
}
