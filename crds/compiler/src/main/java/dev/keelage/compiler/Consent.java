package dev.keelage.compiler;

import dev.keelage.api.AllowedNamespaces;
import dev.keelage.snapshot.Sharing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Who may refer to what across namespaces. */
final class Consent {
  private final SortedMap<String, Map<String, String>> namespaceLabels;
  private final Map<Map<String, String>, List<String>> selected = new HashMap<>();

  Consent(Map<String, Map<String, String>> namespaceLabels) {
    this.namespaceLabels = new TreeMap<>(namespaceLabels);
  }

  /** Label selectors resolved to names; a faulty consent consents to nothing. */
  Sharing sharing(Declared<?> owner, AllowedNamespaces allowed) {
    if ((allowed.selector() == null) == (allowed.from() == AllowedNamespaces.From.SELECTOR)) {
      owner
          .verdict()
          .invalid(
              "spec.allowedNamespaces: selector belongs to from: Selector, and from: Selector needs one");
      return Sharing.none();
    }
    return switch (allowed.from()) {
      case SAME -> Sharing.none();
      case ALL -> new Sharing(true, List.of());
      case SELECTOR -> {
        AllowedNamespaces.LabelSelector selector = allowed.selector();
        yield selector == null
            ? Sharing.none()
            : new Sharing(
                false,
                select(selector.matchLabels()).stream()
                    .filter(namespace -> !namespace.equals(owner.namespace()))
                    .toList());
      }
    };
  }

  /** The own namespace needs no consent. */
  static boolean permits(String owner, Sharing sharing, String referrer) {
    return owner.equals(referrer) || sharing.includes(referrer);
  }

  private List<String> select(Map<String, String> matchLabels) {
    return selected.computeIfAbsent(
        matchLabels,
        wanted ->
            namespaceLabels.entrySet().stream()
                .filter(each -> each.getValue().entrySet().containsAll(wanted.entrySet()))
                .map(Map.Entry::getKey)
                .toList());
  }
}
