package dev.keelage.compiler;

import dev.keelage.snapshot.Sharing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who keeps a name that two models claim. They collide where a caller could mean either: in one
 * namespace, or in a third one that both are shared with. A model of the caller's own namespace
 * shadows shared ones and collides with none of them. The elder keeps all its names; the younger is
 * left out whole, and blocks nobody.
 */
final class ModelNames {
  private final Map<String, List<Claim>> keptByName = new HashMap<>();

  /** A model, with all names that callers may say. */
  record Claim(ObjectId id, List<String> names, Sharing sharing) {}

  /** The name that somebody else keeps. */
  record Taken(String name, ObjectId by) {}

  /** Claims are made in the order of age. */
  Optional<Taken> claim(Claim claim) {
    for (String name : claim.names()) {
      for (Claim kept : keptByName.getOrDefault(name, List.of())) {
        if (collide(kept, claim)) {
          return Optional.of(new Taken(name, kept.id()));
        }
      }
    }
    for (String name : claim.names()) {
      keptByName.computeIfAbsent(name, any -> new ArrayList<>()).add(claim);
    }
    return Optional.empty();
  }

  private static boolean collide(Claim one, Claim two) {
    String ofOne = one.id().namespace();
    String ofTwo = two.id().namespace();
    if (ofOne.equals(ofTwo)) {
      return true;
    }
    if (one.sharing().all() && two.sharing().all()) {
      return true;
    }
    List<String> withOne = one.sharing().namespaces();
    List<String> withTwo = two.sharing().namespaces();
    if (one.sharing().all()) {
      return withTwo.stream().anyMatch(each -> !each.equals(ofOne));
    }
    if (two.sharing().all()) {
      return withOne.stream().anyMatch(each -> !each.equals(ofTwo));
    }
    return !withOne.isEmpty() && withTwo.stream().anyMatch(new HashSet<>(withOne)::contains);
  }
}
