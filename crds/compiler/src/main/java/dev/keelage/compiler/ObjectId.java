package dev.keelage.compiler;

import io.fabric8.kubernetes.api.model.HasMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A resource of one of the six kinds.
 *
 * @param kind as in YAML, for example {@code Model}
 */
public record ObjectId(String kind, String namespace, String name) implements Comparable<ObjectId> {
  public static ObjectId of(HasMetadata resource) {
    return new ObjectId(
        resource.getKind(),
        resource.getMetadata().getNamespace(),
        resource.getMetadata().getName());
  }

  /**
   * The resource that a snapshot entry is of.
   *
   * @param path {@code namespace/name}, the entry's id
   */
  public static ObjectId of(Class<? extends HasMetadata> kind, String path) {
    int slash = path.indexOf('/');
    return new ObjectId(kind.getSimpleName(), path.substring(0, slash), path.substring(slash + 1));
  }

  /** Whether it is a resource of that kind. */
  public boolean is(Class<? extends HasMetadata> type) {
    return kind.equals(type.getSimpleName());
  }

  /** {@code namespace/name}, the id of its snapshot entry. */
  public String path() {
    return namespace + "/" + name;
  }

  @Override
  public int compareTo(ObjectId other) {
    int byKind = kind.compareTo(other.kind);
    if (byKind != 0) {
      return byKind;
    }
    int byNamespace = namespace.compareTo(other.namespace);
    return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
  }

  /**
   * As a record has it, only written out: it is asked some hundred thousand times for each change
   * of a large platform, and the generated one goes through method handles.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ObjectId id
        && name.equals(id.name)
        && namespace.equals(id.namespace)
        && kind.equals(id.kind);
  }

  /**
   * Namespaces and names are often numbered, which makes sums of their hashes meet; here they are
   * spread first.
   */
  @Override
  public int hashCode() {
    int hash = kind.hashCode() * 0x9E3779B1 + namespace.hashCode();
    hash = (hash ^ (hash >>> 15)) * 0x85EBCA77 + name.hashCode();
    return hash ^ (hash >>> 13);
  }

  @Override
  public String toString() {
    return kind + " " + path();
  }
}
