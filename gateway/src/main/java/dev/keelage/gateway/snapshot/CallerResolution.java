package dev.keelage.gateway.snapshot;

import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.Entry;
import dev.keelage.snapshot.GuardrailEntry;
import dev.keelage.snapshot.KeyEntry;
import dev.keelage.snapshot.Limits;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.TeamEntry;
import dev.keelage.snapshot.counter.BudgetSelection;
import dev.keelage.snapshot.counter.CounterNames;
import dev.keelage.snapshot.counter.Tenancy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Works out once, at load, what applies to each key: teams above it, models, limits, budgets,
 * guardrails.
 */
final class CallerResolution {
  private final Snapshot snapshot;
  private final Map<String, TeamEntry> teams = new HashMap<>();
  private final BudgetSelection selection;
  private final Map<String, BudgetPolicy> budgets = new HashMap<>();
  private final Map<String, List<GuardrailEntry>> guardrailsByTeam = new HashMap<>();
  private final Map<String, List<GuardrailEntry>> guardrailsByNamespace = new HashMap<>();
  private final List<GuardrailEntry> guardrailsForAll = new ArrayList<>();
  private final Map<String, List<TeamEntry>> chains = new HashMap<>();

  CallerResolution(Snapshot snapshot) {
    this.snapshot = snapshot;
    snapshot.teams().forEach(team -> teams.put(team.id(), team));
    Tenancy tenancy = Tenancy.of(snapshot);
    selection = BudgetSelection.of(snapshot);
    for (BudgetEntry entry : snapshot.budgets()) {
      budgets.put(entry.id(), BudgetPolicy.of(entry, tenancy.tagOf(entry)));
    }
    for (GuardrailEntry guardrail : snapshot.guardrails()) {
      if (guardrail.everywhere()) {
        guardrailsForAll.add(guardrail);
      }
      guardrail.teamIds().forEach(id -> put(guardrailsByTeam, id, guardrail));
      guardrail.keyNamespaces().forEach(name -> put(guardrailsByNamespace, name, guardrail));
    }
  }

  /** Whether both give the same callers: all that is read here is in these four lists. */
  static boolean same(Snapshot one, Snapshot other) {
    return same(one.teams(), other.teams())
        && same(one.budgets(), other.budgets())
        && same(one.guardrails(), other.guardrails())
        && same(one.keys(), other.keys());
  }

  /** As {@link List#equals}, but quick where the elements are the same objects. */
  private static boolean same(List<? extends Entry> one, List<? extends Entry> other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      if (one.get(i) != other.get(i) && !one.get(i).equals(other.get(i))) {
        return false;
      }
    }
    return true;
  }

  Map<String, Caller> callersByHash() {
    Map<String, Caller> callers = HashMap.newHashMap(snapshot.keys().size());
    for (KeyEntry key : snapshot.keys()) {
      if (whole(key)) {
        callers.put(key.hash(), caller(key));
      }
    }
    return callers;
  }

  /** Hashes of keys above which a team is not there: without it its limits would be gone. */
  Set<String> unresolved() {
    Set<String> hashes = new HashSet<>();
    for (KeyEntry key : snapshot.keys()) {
      if (!whole(key)) {
        hashes.add(key.hash());
      }
    }
    return hashes;
  }

  private boolean whole(KeyEntry key) {
    if (key.teamId() == null) {
      return true;
    }
    List<TeamEntry> chain = chains.computeIfAbsent(key.teamId(), this::chain);
    return !chain.isEmpty() && chain.getLast().parentId() == null;
  }

  private Caller caller(KeyEntry key) {
    List<TeamEntry> chain =
        key.teamId() == null ? List.of() : chains.computeIfAbsent(key.teamId(), this::chain);
    return new Caller(
        key,
        chain,
        allowedModels(key, chain),
        chain.isEmpty() ? key.id() : chain.getLast().id(),
        limits(key, chain),
        budgets(key, chain),
        guardrails(key, chain),
        tags(key, chain));
  }

  private static Set<String> tags(KeyEntry key, List<TeamEntry> chain) {
    Set<String> tags = new HashSet<>(key.tags());
    chain.forEach(team -> tags.addAll(team.tags()));
    return tags;
  }

  private List<TeamEntry> chain(String teamId) {
    List<TeamEntry> chain = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    @Nullable TeamEntry team = teams.get(teamId);
    while (team != null && seen.add(team.id())) {
      chain.add(team);
      team = team.parentId() == null ? null : teams.get(team.parentId());
    }
    return List.copyOf(chain);
  }

  private static Optional<Set<String>> allowedModels(KeyEntry key, List<TeamEntry> chain) {
    Optional<Set<String>> allowed = Optional.ofNullable(key.models()).map(HashSet::new);
    for (TeamEntry team : chain) {
      if (team.models() != null) {
        Set<String> ofTeam = new HashSet<>(team.models());
        allowed.ifPresent(ofTeam::retainAll);
        allowed = Optional.of(ofTeam);
      }
    }
    return allowed;
  }

  private static List<LimitPolicy> limits(KeyEntry key, List<TeamEntry> chain) {
    List<LimitPolicy> policies = new ArrayList<>();
    addLimits(policies, CounterNames.keyPolicy(key.id()), key.limits());
    chain.forEach(team -> addLimits(policies, CounterNames.teamPolicy(team.id()), team.limits()));
    return policies;
  }

  private static void addLimits(List<LimitPolicy> policies, String id, @Nullable Limits limits) {
    if (limits != null) {
      policies.addAll(LimitPolicy.of(id, limits));
    }
  }

  private List<BudgetPolicy> budgets(KeyEntry key, List<TeamEntry> chain) {
    List<String> teamIds = chain.stream().map(TeamEntry::id).toList();
    return selection.ofCaller(key.id(), teamIds).stream()
        .flatMap(entry -> Stream.ofNullable(budgets.get(entry.id())))
        .toList();
  }

  private List<GuardrailEntry> guardrails(KeyEntry key, List<TeamEntry> chain) {
    Set<GuardrailEntry> guardrails = new LinkedHashSet<>(guardrailsForAll);
    guardrails.addAll(guardrailsByNamespace.getOrDefault(key.namespace(), List.of()));
    chain.forEach(team -> guardrails.addAll(guardrailsByTeam.getOrDefault(team.id(), List.of())));
    return List.copyOf(guardrails);
  }

  private static <T> void put(Map<String, List<T>> map, String id, T value) {
    map.computeIfAbsent(id, key -> new ArrayList<>()).add(value);
  }
}
