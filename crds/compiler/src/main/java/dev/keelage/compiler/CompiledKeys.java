package dev.keelage.compiler;

import dev.keelage.api.VirtualKey;
import dev.keelage.api.VirtualKeySpec;
import dev.keelage.snapshot.KeyEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All VirtualKeys, compiled. A key that is known twice belongs to the older VirtualKey.
 *
 * @param referents as Budgets see them
 * @param entries of those that are served, ordered by id and hash
 * @param reusable in the order of the input; those with a conflict are missing, as they depend on
 *     each other
 */
record CompiledKeys(
    KeySurroundings surroundings,
    Referents<VirtualKeySpec> referents,
    List<KeyEntry> entries,
    Map<ObjectId, List<Finding>> findings,
    Map<ObjectId, CompiledKey> reusable) {

  private static final Comparator<KeyEntry> BY_ID =
      Comparator.comparing(KeyEntry::id).thenComparing(KeyEntry::hash);

  /**
   * Compiles those that have a reason to come out different than before; gives the same object if
   * none has.
   *
   * @param before of the last time; empty = compile all
   */
  static CompiledKeys of(
      Resources resources,
      KeySurroundings surroundings,
      KeyCompiler compiler,
      Optional<CompiledKeys> before) {
    Optional<CompiledKeys> known = before.filter(each -> each.surroundings().equals(surroundings));
    if (known.filter(each -> each.fits(resources)).isPresent()) {
      return known.get();
    }
    Map<ObjectId, CompiledKey> reusable = known.map(CompiledKeys::reusable).orElse(Map.of());
    Map<ObjectId, CompiledKey> keys =
        LinkedHashMap.newLinkedHashMap(resources.virtualKeys().size());
    for (VirtualKey resource : resources.virtualKeys()) {
      ObjectId id = ObjectId.of(resource);
      CompiledKey key = reusable.get(id);
      boolean fits = key != null && key.fits(id, resource, resources);
      if (keys.put(id, fits ? key : CompiledKey.of(id, resource, resources, compiler)) != null) {
        throw new IllegalArgumentException(id + " is there twice");
      }
    }
    return of(keys, surroundings, (key, why) -> key.conflicted(why, resources, compiler));
  }

  /** Whether all of them would come out the same, and no other. */
  private boolean fits(Resources resources) {
    // Those in conflict are not reusable, and so do not fit.
    if (findings.size() != resources.virtualKeys().size()) {
      return false;
    }
    for (VirtualKey resource : resources.virtualKeys()) {
      ObjectId id = ObjectId.of(resource);
      CompiledKey key = reusable.get(id);
      if (key == null || !key.fits(id, resource, resources)) {
        return false;
      }
    }
    return true;
  }

  /** Tells a key of a conflict. */
  private interface Conflicts {
    CompiledKey tell(CompiledKey key, String why);
  }

  private static CompiledKeys of(
      Map<ObjectId, CompiledKey> keys, KeySurroundings surroundings, Conflicts conflicts) {
    Map<ObjectId, CompiledKey> all = new HashMap<>(keys);
    Map<ObjectId, CompiledKey> reusable = new LinkedHashMap<>(keys);
    Map<String, Declared<VirtualKeySpec>> byHash = HashMap.newHashMap(keys.size());
    for (CompiledKey key : byAge(keys.values())) {
      Declared<VirtualKeySpec> declared = key.declared().orElseThrow();
      claim(declared, key.entries(), byHash)
          .ifPresent(
              why -> {
                all.put(declared.id(), conflicts.tell(key, why));
                reusable.remove(declared.id());
              });
    }
    Map<ObjectId, List<Finding>> findings = HashMap.newHashMap(all.size());
    all.forEach((id, key) -> findings.put(id, key.findings()));
    return new CompiledKeys(
        surroundings,
        Referents.ofOwnNamespace("VirtualKey", declared(all.values())),
        all.values().stream()
            .filter(CompiledKey::served)
            .flatMap(key -> key.entries().stream())
            .sorted(BY_ID)
            .toList(),
        Map.copyOf(findings),
        reusable);
  }

  private static List<CompiledKey> byAge(Collection<CompiledKey> keys) {
    List<CompiledKey> sorted = new ArrayList<>(keys);
    sorted.removeIf(key -> key.declared().isEmpty());
    sorted.sort(Comparator.comparing(key -> key.declared().orElseThrow(), Declared.BY_AGE));
    return sorted;
  }

  private static List<Declared<VirtualKeySpec>> declared(Collection<CompiledKey> keys) {
    List<Declared<VirtualKeySpec>> declared = new ArrayList<>(keys.size());
    keys.forEach(key -> key.declared().ifPresent(declared::add));
    return declared;
  }

  /** Why the key cannot have one of its hashes, if so. */
  private static Optional<String> claim(
      Declared<VirtualKeySpec> key,
      List<KeyEntry> entries,
      Map<String, Declared<VirtualKeySpec>> byHash) {
    Optional<String> conflict = Optional.empty();
    for (KeyEntry entry : entries) {
      Declared<VirtualKeySpec> holder = byHash.putIfAbsent(entry.hash(), key);
      if (holder != null && holder != key) {
        // Who holds the same key is nobody's business in another namespace.
        String who =
            holder.namespace().equals(key.namespace())
                ? holder.id().toString()
                : "a VirtualKey of another namespace";
        conflict =
            Optional.of(
                who + " is older and has the same key; give each VirtualKey a key of its own");
      }
    }
    return conflict;
  }
}
