package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.Objects;

/** A key that spent much. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Spender(
    @Size(max = 320)
        @JsonPropertyDescription("namespace/name of the VirtualKey. Example: team-search/indexer.")
        String virtualKey,
    @Size(max = 32)
        @JsonPropertyDescription(
            "USD spent in this calendar month (UTC); of a Budget per Key, in its window. Example:"
                + " \"12.40\".")
        String spent) {
  static final String DESCRIPTION =
      "The keys that spent most in this calendar month (UTC), at most 5, refreshed with usage; of a"
          + " Budget per Key, those that spent most of theirs in its window.";

  public Spender {
    Objects.requireNonNull(virtualKey, "virtualKey");
    Objects.requireNonNull(spent, "spent");
  }
}
