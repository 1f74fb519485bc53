package dev.keelage.compiler;

import io.fabric8.kubernetes.client.CustomResource;
import java.util.Comparator;
import java.util.List;

/**
 * A resource on its way through the compiler.
 *
 * @param created RFC 3339 in UTC, so that texts sort like instants; empty where it comes from a
 *     file
 */
record Declared<S>(ObjectId id, String created, S spec, Verdict verdict) {

  /** The elder first. Without a creation time all are of one age, and the name decides. */
  static final Comparator<Declared<?>> BY_AGE =
      Comparator.<Declared<?>, String>comparing(Declared::created)
          .thenComparing(each -> each.id().path());

  /** Those that have a spec, by id; the others are told. */
  static <S, R extends CustomResource<S, ?>> List<Declared<S>> all(
      List<R> resources, Verdicts verdicts) {
    return resources.stream()
        .flatMap(resource -> of(resource, verdicts).stream())
        .sorted(Comparator.comparing(each -> each.id().path()))
        .toList();
  }

  private static <S> java.util.Optional<Declared<S>> of(
      CustomResource<S, ?> resource, Verdicts verdicts) {
    ObjectId id = ObjectId.of(resource);
    Verdict verdict = verdicts.open(id);
    S spec = resource.getSpec();
    if (spec == null) {
      verdict.invalid("spec is missing");
      return java.util.Optional.empty();
    }
    String created = resource.getMetadata().getCreationTimestamp();
    return java.util.Optional.of(new Declared<>(id, created == null ? "" : created, spec, verdict));
  }

  String namespace() {
    return id.namespace();
  }

  String path() {
    return id.path();
  }
}
