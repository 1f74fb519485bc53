package dev.keelage.compiler;

import io.fabric8.kubernetes.client.CustomResource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A resource on its way through the compiler.
 *
 * @param path {@code namespace/name}
 * @param created RFC 3339 in UTC, so that texts sort like instants; empty where it comes from a
 *     file
 */
record Declared<S>(ObjectId id, String path, String created, S spec, Verdict verdict) {

  /** The elder first. Without a creation time all are of one age, and the name decides. */
  static final Comparator<Declared<?>> BY_AGE =
      Comparator.<Declared<?>, String>comparing(Declared::created).thenComparing(Declared::path);

  /** Those that have a spec, by id; the others are told. */
  static <S, R extends CustomResource<S, ?>> List<Declared<S>> all(
      List<R> resources, Verdicts verdicts) {
    return resources.stream()
        .flatMap(resource -> of(resource, verdicts.open(ObjectId.of(resource))).stream())
        .sorted(Comparator.comparing(Declared::path))
        .toList();
  }

  /** Empty if it has no spec, of which it is told. */
  static <S> Optional<Declared<S>> of(CustomResource<S, ?> resource, Verdict verdict) {
    ObjectId id = ObjectId.of(resource);
    S spec = resource.getSpec();
    if (spec == null) {
      verdict.invalid("spec is missing");
      return Optional.empty();
    }
    String created = resource.getMetadata().getCreationTimestamp();
    return Optional.of(
        new Declared<>(id, id.path(), created == null ? "" : created, spec, verdict));
  }

  String namespace() {
    return id.namespace();
  }
}
