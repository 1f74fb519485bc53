package dev.keelage.compiler;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Comparator;

/**
 * A resource of one of the six kinds.
 *
 * @param kind as in YAML, for example {@code Model}
 */
public record ObjectId(String kind, String namespace, String name) implements Comparable<ObjectId> {
  private static final Comparator<ObjectId> ORDER =
      Comparator.comparing(ObjectId::kind)
          .thenComparing(ObjectId::namespace)
          .thenComparing(ObjectId::name);

  public static ObjectId of(HasMetadata resource) {
    return new ObjectId(
        resource.getKind(),
        resource.getMetadata().getNamespace(),
        resource.getMetadata().getName());
  }

  /** {@code namespace/name}, the id of its snapshot entry. */
  public String path() {
    return namespace + "/" + name;
  }

  @Override
  public int compareTo(ObjectId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return kind + " " + path();
  }
}
