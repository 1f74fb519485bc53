package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.keelage.api.schema.ListMap;
import dev.keelage.api.schema.Whole;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator reports of a Provider. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonClassDescription("What the operator reports.")
@SchemaCustomizer(Whole.class)
@SchemaCustomizer(value = ListMap.class, input = "conditions:type")
public record ProviderStatus(
    @Min(0) @JsonPropertyDescription(OBSERVED_GENERATION) @Nullable Long observedGeneration,
    @Size(max = 16) @JsonPropertyDescription(CONDITIONS) List<Condition> conditions)
    implements ObjectStatus {
  public ProviderStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }
}
