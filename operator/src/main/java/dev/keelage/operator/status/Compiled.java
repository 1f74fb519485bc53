package dev.keelage.operator.status;

import dev.keelage.api.ApiGroup;
import dev.keelage.compiler.Compilation;
import dev.keelage.compiler.ObjectId;
import dev.keelage.operator.publish.Rollout.Coverage;
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
 * @param standings of every input, gateways left aside
 */
public record Compiled(
    Compilation compilation,
    Map<ObjectId, Long> generations,
    Set<ObjectId> served,
    Map<ObjectId, Standing> standings) {
  public Compiled {
    generations = Map.copyOf(generations);
    served = Set.copyOf(served);
    standings = Map.copyOf(standings);
  }

  public static Compiled of(Compilation compilation, Map<ObjectId, Long> generations) {
    Snapshot snapshot = compilation.snapshot();
    Map<String, String> prefixes = new HashMap<>();
    // Meant for those with a single key: a prefix of which is shown.
    snapshot.keys().forEach(key -> prefixes.putIfAbsent(key.id(), key.prefix()));
    Map<String, Integer> deployments =
        snapshot.models().stream()
            .collect(Collectors.toMap(ModelEntry::id, model -> model.deployments().size()));
    Set<ObjectId> served = served(snapshot);
    Map<ObjectId, Standing> standings = new HashMap<>();
    generations.forEach(
        (id, generation) ->
            standings.put(
                id,
                new Standing(
                    generation,
                    compilation.of(id),
                    served.contains(id),
                    id.kind().equals("Model") ? deployments.getOrDefault(id.path(), 0) : 0,
                    id.kind().equals("VirtualKey") ? prefixes.getOrDefault(id.path(), "") : "",
                    Coverage.NOWHERE)));
    return new Compiled(compilation, generations, served, standings);
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
