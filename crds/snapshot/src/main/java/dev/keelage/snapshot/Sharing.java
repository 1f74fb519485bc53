package dev.keelage.snapshot;

import java.util.List;

/**
 * To whom the owner of a resource consents: everybody, or the listed namespaces (the owner's own
 * namespace needs no consent and is not listed). The compiler resolves label selectors to names;
 * the gateway checks consent again at load.
 */
public record Sharing(boolean all, List<String> namespaces) {
  public Sharing {
    namespaces = List.copyOf(namespaces);
  }

  /** Nobody but the owner's own namespace. */
  public static Sharing none() {
    return new Sharing(false, List.of());
  }

  /** Whether the owner consents to that other namespace. */
  public boolean includes(String namespace) {
    return all || namespaces.contains(namespace);
  }
}
