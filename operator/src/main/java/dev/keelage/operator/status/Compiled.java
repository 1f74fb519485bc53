package dev.keelage.operator.status;

import dev.keelage.api.ApiGroup;
import dev.keelage.compiler.Compilation;
import dev.keelage.compiler.ObjectId;
import dev.keelage.snapshot.Entry;
import dev.keelage.snapshot.KeyEntry;
import dev.keelage.snapshot.ModelEntry;
import dev.keelage.snapshot.ShardKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A compilation, and which generation of each object went into it.
 *
 * @param generations of every input
 */
public record Compiled(Compilation compilation, Map<ObjectId, Long> generations) {
  public Compiled {
    generations = Map.copyOf(generations);
  }

  /** Those that the snapshot has something of. */
  public Set<ObjectId> served() {
    Set<ObjectId> served = new HashSet<>();
    for (ShardKind kind : ShardKind.values()) {
      for (Entry entry : compilation.snapshot().entries(kind)) {
        int slash = entry.id().indexOf('/');
        served.add(
            new ObjectId(
                nameOf(kind), entry.id().substring(0, slash), entry.id().substring(slash + 1)));
      }
    }
    return served;
  }

  /** By kind, how many objects have a finding that is not ok. */
  public Map<String, Integer> faults() {
    Map<String, Integer> faults = new HashMap<>();
    ApiGroup.KINDS.forEach(kind -> faults.put(kind.getSimpleName(), 0));
    compilation.faults().keySet().forEach(id -> faults.merge(id.kind(), 1, Integer::sum));
    return faults;
  }

  public Map<ObjectId, Long> servedGenerations() {
    Map<ObjectId, Long> served = new HashMap<>(generations);
    served.keySet().retainAll(served());
    return served;
  }

  public Set<String> keyHashes() {
    return compilation.snapshot().keys().stream()
        .map(KeyEntry::hash)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** By the id of a Model, how many of its deployments are served. */
  Map<String, Integer> deployments() {
    return compilation.snapshot().models().stream()
        .collect(Collectors.toMap(ModelEntry::id, model -> model.deployments().size()));
  }

  /** By the id of a VirtualKey, how its key begins; meant for those with a single key. */
  Map<String, String> keyPrefixes() {
    Map<String, String> prefixes = new HashMap<>();
    compilation.snapshot().keys().forEach(key -> prefixes.putIfAbsent(key.id(), key.prefix()));
    return prefixes;
  }

  private static String nameOf(ShardKind kind) {
    return switch (kind) {
      case PROVIDER -> "Provider";
      case MODEL -> "Model";
      case TEAM -> "Team";
      case KEY -> "VirtualKey";
      case BUDGET -> "Budget";
      case GUARDRAIL -> "Guardrail";
    };
  }
}
