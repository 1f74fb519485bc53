package dev.keelage.snapshot;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.keelage.snapshot.cost.Adjustment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param parentId the team above; the compiler has refused cycles and unknown parents
 * @param models ids of the models its keys may use; absent = every model visible to the key's
 *     namespace. The chain's lists are intersected.
 * @param adjustment of what its calls cost; absent = that of the team above
 * @param tags that all calls of it and of the teams below have
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TeamEntry(
    String id,
    @Nullable String parentId,
    @Nullable List<String> models,
    @Nullable Limits limits,
    @Nullable Adjustment adjustment,
    Sharing sharing,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> tags)
    implements Entry {
  public TeamEntry {
    models = models == null ? null : List.copyOf(models);
    tags = tags == null ? List.of() : List.copyOf(tags);
  }

  /** Without tags. */
  public TeamEntry(
      String id,
      @Nullable String parentId,
      @Nullable List<String> models,
      @Nullable Limits limits,
      @Nullable Adjustment adjustment,
      Sharing sharing) {
    this(id, parentId, models, limits, adjustment, sharing, List.of());
  }

  /** Without an adjustment of its own. */
  public TeamEntry(
      String id,
      @Nullable String parentId,
      @Nullable List<String> models,
      @Nullable Limits limits,
      Sharing sharing) {
    this(id, parentId, models, limits, null, sharing);
  }
}
