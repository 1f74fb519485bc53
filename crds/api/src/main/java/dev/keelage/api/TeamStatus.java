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

/** What the operator reports of a Team. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonClassDescription("What the operator reports.")
@SchemaCustomizer(Whole.class)
@SchemaCustomizer(value = ListMap.class, input = "conditions:type")
public record TeamStatus(
    @Min(0) @JsonPropertyDescription(OBSERVED_GENERATION) @Nullable Long observedGeneration,
    @Size(max = 16) @JsonPropertyDescription(CONDITIONS) List<Condition> conditions,
    @JsonPropertyDescription(
            "What the keys of this team and of the teams below it spent, refreshed at a bounded"
                + " rate.")
        @Nullable Spending usage,
    @Size(max = 5)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonPropertyDescription(Spender.DESCRIPTION)
        List<Spender> topSpenders)
    implements ObjectStatus {
  public TeamStatus {
    topSpenders = topSpenders == null ? List.of() : List.copyOf(topSpenders);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }
}
