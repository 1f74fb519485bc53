package dev.keelage.compiler;

import java.util.Set;

/**
 * What the platform decides.
 *
 * @param platformNamespaces where a Guardrail reaches every call
 * @param allPlatform every namespace is such a one (standalone)
 * @param mockEnabled whether Providers of type Mock are served
 */
public record CompilerSettings(
    Set<String> platformNamespaces, boolean allPlatform, boolean mockEnabled) {
  public CompilerSettings {
    platformNamespaces = Set.copyOf(platformNamespaces);
  }

  boolean platform(String namespace) {
    return allPlatform || platformNamespaces.contains(namespace);
  }
}
