package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.keelage.api.schema.DateTime;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Money spent by a team or a key, with or without a Budget. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@SchemaCustomizer(value = DateTime.class, input = "updatedAt")
public record Spending(
    @Size(max = 32)
        @JsonPropertyDescription("USD spent in this calendar month (UTC). Example: \"12.40\".")
        @Nullable String spent,
    @Size(max = Bounds.DATE_TIME_LENGTH)
        @JsonPropertyDescription("When this was last read from the counters.")
        @Nullable String updatedAt) {}
