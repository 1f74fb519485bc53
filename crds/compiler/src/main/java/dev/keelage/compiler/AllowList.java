package dev.keelage.compiler;

import dev.keelage.api.ModelSpec;
import dev.keelage.api.ObjectRef;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The models that a team or a key may use. */
final class AllowList {
  private AllowList() {}

  /**
   * Ids, or null without a list. What does not resolve is dropped and told: that only narrows.
   * Nothing left is an empty list, which allows nothing.
   */
  static @Nullable List<String> of(
      Declared<?> referrer, @Nullable List<ObjectRef> refs, Referents<ModelSpec> models) {
    if (refs == null) {
      return null;
    }
    referrer.verdict().refers();
    return ids(referrer, refs, models, "spec.models");
  }

  /** Ids of the models that resolve; what does not is dropped and told. */
  static List<String> ids(
      Declared<?> referrer, List<ObjectRef> refs, Referents<ModelSpec> models, String field) {
    SortedSet<String> ids = new TreeSet<>();
    for (ObjectRef ref : refs) {
      switch (models.follow(referrer.namespace(), ref)) {
        case Referents.Reference.To<ModelSpec>(Declared<ModelSpec> model) -> ids.add(model.path());
        case Referents.Reference.Nowhere<ModelSpec>(Verdict.Problem problem) ->
            referrer
                .verdict()
                .unresolved(
                    new Verdict.Problem(problem.reason(), field + ": " + problem.message()));
      }
    }
    if (!refs.isEmpty()) {
      referrer.verdict().refers();
    }
    return List.copyOf(ids);
  }
}
