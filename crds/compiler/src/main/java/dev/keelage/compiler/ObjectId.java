package dev.keelage.compiler;

import io.fabric8.kubernetes.api.model.HasMetadata;

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
