package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.keelage.api.schema.ListSet;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tenant; what it may do is bounded by the teams above it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonClassDescription("What the platform engineer wants.")
@SchemaCustomizer(value = ListSet.class, input = "tags")
public record TeamSpec(
    @JsonPropertyDescription(
            "The team above. Its models, limits and budgets hold for this team too. One in another"
                + " namespace must allow this one. Absent: a root team.")
        @Nullable ObjectRef parentRef,
    @Size(min = 1, max = 256)
        @JsonPropertyDescription(
            "The Models that keys of this team may call, 1 to 256, within what the team above"
                + " allows. Absent: every model that the key's namespace can see.")
        @Nullable List<ObjectRef> models,
    @JsonPropertyDescription(
            "Limits that all keys of this team and of the teams below share. Absent: none.")
        @Nullable CallLimits limits,
    @JsonPropertyDescription(
            "Changes what calls of this team and of the teams below cost, on top of what the"
                + " Provider changes. A team below with one of its own has that one instead.")
        @Nullable CostAdjustment costAdjustment,
    @JsonPropertyDescription(
            "How long the ledger keeps the rows of this team and of the teams below. A team below"
                + " with one of its own has that one instead. Absent: as long as the platform"
                + " keeps rows.")
        @Nullable LedgerKeeping ledger,
    @Default("{}")
        @JsonPropertyDescription(
            "Which namespaces may issue keys for this team, choose it as parent, or put budgets on"
                + " it. Default: its own only.")
        AllowedNamespaces allowedNamespaces,
    @Size(max = 16)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonPropertyDescription(
            "What all calls of this team and of the teams below are tagged with, at most 16: for budgets and limits that hold for some tags only. Example: [batch].")
        List<@Size(min = 1, max = Bounds.TAG_LENGTH) @Pattern(Bounds.TAG) String> tags) {
  public TeamSpec {
    tags = tags == null ? List.of() : List.copyOf(tags);
    models = models == null ? null : List.copyOf(models);
    allowedNamespaces = allowedNamespaces == null ? AllowedNamespaces.SAME : allowedNamespaces;
  }
}
