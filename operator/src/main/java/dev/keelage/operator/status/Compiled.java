package dev.keelage.operator.status;

import dev.keelage.api.ApiGroup;
import dev.keelage.compiler.Compilation;
import dev.keelage.compiler.ObjectId;
import dev.keelage.snapshot.Entry;
import dev.keelage.snapshot.KeyEntry;
import dev.keelage.snapshot.ModelEntry;
import dev.keelage.snapshot.ShardKind;
import dev.keelage.snapshot.Snapshot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A compilation, and what is asked of it for each object again and again.
 *
 * @param generations of every input
 * @param served those that the snapshot has something of
 * @param deployments by the id of a Model, how many of its deployments are served
 * @param keyPrefixes by the id of a VirtualKey, how its key begins; meant for those with a single
 *     key
 */
public record Compiled(
    Compilation compilation,
    Map<ObjectId, Long> generations,
    Set<ObjectId> served,
    Map<String, Integer> deployments,
    Map<String, String> keyPrefixes) {
  public Compiled {
    generations = Map.copyOf(generations);
    served = Set.copyOf(served);
    deployments = Map.copyOf(deployments);
    keyPrefixes = Map.copyOf(keyPrefixes);
  }

  public static Compiled of(Compilation compilation, Map<ObjectId, Long> generations) {
    Snapshot snapshot = compilation.snapshot();
    Map<String, String> prefixes = new HashMap<>();
    snapshot.keys().forEach(key -> prefixes.putIfAbsent(key.id(), key.prefix()));
    return new Compiled(
        compilation,
        generations,
        served(snapshot),
        snapshot.models().stream()
            .collect(Collectors.toMap(ModelEntry::id, model -> model.deployments().size())),
        prefixes);
  }

  private static Set<ObjectId> served(Snapshot snapshot) {
    Set<ObjectId> served = new HashSet<>();
    for (ShardKind kind : ShardKind.values()) {
      for (Entry entry : snapshot.entries(kind)) {
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
    Map<ObjectId, Long> inSnapshot = new HashMap<>(generations);
    inSnapshot.keySet().retainAll(served);
    return inSnapshot;
  }

  public Set<String> keyHashes() {
    return compilation.snapshot().keys().stream()
        .map(KeyEntry::hash)
        .collect(Collectors.toUnmodifiableSet());
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
