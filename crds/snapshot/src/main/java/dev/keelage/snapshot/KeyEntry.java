package dev.keelage.snapshot;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One accepted secret of a VirtualKey. While a rotation overlaps, two entries carry the same id and
 * different hashes.
 *
 * @param hash lower-case hexadecimal SHA-256 of the plaintext
 * @param prefix the plaintext's first characters, for people
 * @param expiresAtEpochMillis the gateway refuses from this instant on; of the key, or of an
 *     overlap
 * @param models as in {@link TeamEntry#models()}
 * @param tags that all its calls have
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeyEntry(
    String id,
    String hash,
    String prefix,
    @Nullable String teamId,
    @Nullable List<String> models,
    @Nullable Limits limits,
    @Nullable Long expiresAtEpochMillis,
    boolean suspended,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> tags)
    implements Entry {
  public KeyEntry {
    models = models == null ? null : List.copyOf(models);
    tags = tags == null ? List.of() : List.copyOf(tags);
  }

  /** Without tags. */
  public KeyEntry(
      String id,
      String hash,
      String prefix,
      @Nullable String teamId,
      @Nullable List<String> models,
      @Nullable Limits limits,
      @Nullable Long expiresAtEpochMillis,
      boolean suspended) {
    this(id, hash, prefix, teamId, models, limits, expiresAtEpochMillis, suspended, List.of());
  }

  @Override
  public String shardKey() {
    return hash;
  }
}
