package dev.keelage.snapshot.counter;

import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.KeyEntry;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.TeamEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who belongs to whom in one snapshot: chains of parent teams, and the tenant (root team) that
 * decides where counters live.
 */
public final class Tenancy {
  private final Map<String, TeamEntry> teams;
  private final Map<String, List<String>> chains = new HashMap<>();
  private final Map<String, String> keyRoots = new HashMap<>();

  private Tenancy(Snapshot snapshot) {
    teams =
        snapshot.teams().stream()
            .collect(Collectors.toUnmodifiableMap(TeamEntry::id, team -> team));
    snapshot.teams().forEach(team -> chains.put(team.id(), climb(team.id())));
    snapshot.keys().forEach(key -> keyRoots.put(key.id(), rootOf(key)));
  }

  public static Tenancy of(Snapshot snapshot) {
    return new Tenancy(snapshot);
  }

  /** The team and its ancestors, nearest first; empty for an unknown team. */
  public List<String> chain(String teamId) {
    return chains.getOrDefault(teamId, List.of());
  }

  /** Where the counters of a key, its teams and their limits live. */
  public String tagOf(KeyEntry key) {
    return CounterNames.tenantTag(rootOf(key));
  }

  /** Where the counters of a team live. */
  public String tagOfTeam(String teamId) {
    return CounterNames.tenantTag(rootOfTeam(teamId));
  }

  /** Whether the budget selects from several tenants. */
  public boolean spansTenants(BudgetEntry budget) {
    return roots(budget).size() > 1;
  }

  /** The tenant's tag where one tenant has everything the budget selects, else a tag of its own. */
  public String tagOf(BudgetEntry budget) {
    List<String> roots = roots(budget);
    return roots.size() == 1
        ? CounterNames.tenantTag(roots.getFirst())
        : CounterNames.sharedBudgetTag(budget.id());
  }

  /** Two of them, if there are several. */
  private List<String> roots(BudgetEntry budget) {
    return Stream.concat(
            budget.teamIds().stream().map(this::rootOfTeam),
            budget.keyIds().stream().map(id -> keyRoots.getOrDefault(id, id)))
        .distinct()
        .limit(2)
        .toList();
  }

  private String rootOf(KeyEntry key) {
    return key.teamId() == null ? key.id() : rootOfTeam(key.teamId());
  }

  private String rootOfTeam(String teamId) {
    List<String> chain = chain(teamId);
    return chain.isEmpty() ? teamId : chain.getLast();
  }

  private List<String> climb(String teamId) {
    List<String> chain = new ArrayList<>();
    @Nullable TeamEntry team = teams.get(teamId);
    // The compiler refuses cycles; a snapshot from elsewhere must still not loop for ever.
    while (team != null && chain.size() <= teams.size()) {
      chain.add(team.id());
      team = team.parentId() == null ? null : teams.get(team.parentId());
    }
    return List.copyOf(chain);
  }
}
