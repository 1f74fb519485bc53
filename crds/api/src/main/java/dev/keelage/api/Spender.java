package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who spent much: a key, a user or a customer. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Spender(
    @Size(max = 320)
        @JsonPropertyDescription("namespace/name of the VirtualKey. Example: team-search/indexer.")
        @Nullable String virtualKey,
    @Size(max = 64)
        @JsonPropertyDescription(
            "Of a Budget per User, the first 32 hexadecimal digits of the SHA-256 of the name, behind"
                + " sha256:; - is calls that name nobody, others those beyond"
                + " KEELAGE_MAX_NAMES_PER_TENANT.")
        @Nullable String user,
    @Size(max = 64) @JsonPropertyDescription("The same of a Budget per Customer.")
        @Nullable String customer,
    @Size(max = 32)
        @JsonPropertyDescription(
            "USD spent in this calendar month (UTC); of a Budget per Key, User or Customer, in its"
                + " window. Example: \"12.40\".")
        String spent) {
  static final String DESCRIPTION =
      "The keys that spent most in this calendar month (UTC), at most 5, refreshed with usage; of a"
          + " Budget per Key, User or Customer, those that spent most of theirs in its window.";

  public Spender {
    Objects.requireNonNull(spent, "spent");
  }

  /** A key. */
  public Spender(String virtualKey, String spent) {
    this(virtualKey, null, null, spent);
  }

  /** Whether both are of the same one. */
  public boolean isWho(Spender other) {
    return Objects.equals(virtualKey, other.virtualKey)
        && Objects.equals(user, other.user)
        && Objects.equals(customer, other.customer);
  }
}
