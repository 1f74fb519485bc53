package dev.keelage.operator.status;

import dev.keelage.api.ApiGroup;
import dev.keelage.api.Budget;
import dev.keelage.api.Guardrail;
import dev.keelage.api.Model;
import dev.keelage.api.Provider;
import dev.keelage.api.Team;
import dev.keelage.api.VirtualKey;
import dev.keelage.compiler.Compilation;
import dev.keelage.compiler.ObjectId;
import dev.keelage.compiler.Resources;
import dev.keelage.operator.publish.Rollout.Coverage;
import dev.keelage.snapshot.Entry;
import dev.keelage.snapshot.KeyEntry;
import dev.keelage.snapshot.ModelEntry;
import dev.keelage.snapshot.ShardKind;
import dev.keelage.snapshot.Snapshot;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * A compilation, and what is asked of it for each object again and again.
 *
 * @param others all but VirtualKeys
 * @param keys VirtualKeys; the same object as before, where none has anything new
 * @param keyHashes SHA-256 of every key that is in the snapshot
 */
public record Compiled(Compilation compilation, Part others, Part keys, Set<String> keyHashes) {
  /**
   * Some of the resources.
   *
   * @param standings of every input, gateways left aside
   * @param generations of those that are in the snapshot
   */
  public record Part(Map<ObjectId, Standing> standings, Map<ObjectId, Long> generations) {
    public Part {
      standings = Map.copyOf(standings);
      generations = Map.copyOf(generations);
    }
  }

  public Compiled {
    keyHashes = Set.copyOf(keyHashes);
  }

  /**
   * Gathers what a compilation says of each object.
   *
   * @param before of the compilation before
   */
  public static Compiled of(
      Compilation compilation, Resources resources, Optional<Compiled> before) {
    Part others = others(compilation, resources);
    Optional<Compiled> sameKeys =
        before.filter(each -> each.compilation().ofKeys() == compilation.ofKeys());
    return sameKeys.isPresent()
        ? new Compiled(compilation, others, sameKeys.get().keys(), sameKeys.get().keyHashes())
        : new Compiled(compilation, others, keys(compilation, resources), hashes(compilation));
  }

  private static Part others(Compilation compilation, Resources resources) {
    Snapshot snapshot = compilation.snapshot();
    Map<String, Integer> deployments =
        snapshot.models().stream()
            .collect(Collectors.toMap(ModelEntry::id, model -> model.deployments().size()));
    Set<ObjectId> served = served(snapshot);
    return part(
        List.of(
            resources.providers(),
            resources.models(),
            resources.teams(),
            resources.budgets(),
            resources.guardrails()),
        (id, generation) ->
            new Standing(
                generation,
                compilation.of(id),
                served.contains(id),
                id.is(Model.class) ? deployments.getOrDefault(id.path(), 0) : 0,
                "",
                Coverage.NOWHERE));
  }

  private static Part keys(Compilation compilation, Resources resources) {
    Map<String, String> prefixes = new HashMap<>();
    // Meant for those with a single key: a prefix of which is shown.
    compilation.snapshot().keys().forEach(key -> prefixes.putIfAbsent(key.id(), key.prefix()));
    return part(
        List.of(resources.virtualKeys()),
        (id, generation) ->
            new Standing(
                generation,
                compilation.of(id),
                prefixes.containsKey(id.path()),
                0,
                prefixes.getOrDefault(id.path(), ""),
                Coverage.NOWHERE));
  }

  private static Part part(
      List<List<? extends HasMetadata>> kinds, BiFunction<ObjectId, Long, Standing> author) {
    Map<ObjectId, Standing> standings = new HashMap<>();
    Map<ObjectId, Long> generations = new HashMap<>();
    for (List<? extends HasMetadata> kind : kinds) {
      for (HasMetadata resource : kind) {
        ObjectId id = ObjectId.of(resource);
        Long generation = resource.getMetadata().getGeneration();
        Standing standing = author.apply(id, generation);
        standings.put(id, standing);
        if (standing.served()) {
          generations.put(id, generation);
        }
      }
    }
    return new Part(standings, generations);
  }

  private static Set<String> hashes(Compilation compilation) {
    return compilation.snapshot().keys().stream()
        .map(KeyEntry::hash)
        .collect(Collectors.toUnmodifiableSet());
  }

  public List<Part> parts() {
    return List.of(others, keys);
  }

  private static Set<ObjectId> served(Snapshot snapshot) {
    Set<ObjectId> served = new HashSet<>();
    for (ShardKind kind : EnumSet.complementOf(EnumSet.of(ShardKind.KEY))) {
      for (Entry entry : snapshot.entries(kind)) {
        if (entry instanceof ModelEntry model && !model.servable()) {
          continue; // gateways know its names, and serve it to nobody
        }
        served.add(ObjectId.of(resource(kind), entry.id()));
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

  private static Class<? extends HasMetadata> resource(ShardKind kind) {
    return switch (kind) {
      case PROVIDER -> Provider.class;
      case MODEL -> Model.class;
      case TEAM -> Team.class;
      case KEY -> VirtualKey.class;
      case BUDGET -> Budget.class;
      case GUARDRAIL -> Guardrail.class;
    };
  }
}
