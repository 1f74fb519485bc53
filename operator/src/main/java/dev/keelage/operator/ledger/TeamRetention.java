package dev.keelage.operator.ledger;

import dev.keelage.api.ObjectRef;
import dev.keelage.api.Team;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** How long rows of teams are kept, by what the teams and those above them say. Pure. */
public final class TeamRetention {
  private TeamRetention() {}

  /**
   * By id, {@code namespace/name}; teams that nobody says anything about are not in it. The nearest
   * team that says something decides.
   */
  public static SortedMap<String, Duration> of(Collection<Team> teams) {
    Map<String, Team> byId = new HashMap<>();
    teams.forEach(team -> byId.put(id(team), team));
    SortedMap<String, Duration> kept = new TreeMap<>();
    byId.forEach((id, team) -> kept(team, byId).ifPresent(duration -> kept.put(id, duration)));
    return kept;
  }

  private static Optional<Duration> kept(Team team, Map<String, Team> byId) {
    Optional<Team> next = Optional.of(team);
    // A team may be its own ancestor: the compiler leaves it out, and here it must not loop.
    for (int steps = 0; next.isPresent() && steps <= byId.size(); steps++) {
      Team each = next.get();
      if (each.getSpec().ledger() != null) {
        return Optional.of(each.getSpec().ledger().kept());
      }
      next = Optional.ofNullable(each.getSpec().parentRef()).map(ref -> byId.get(id(ref, each)));
    }
    return Optional.empty();
  }

  private static String id(Team team) {
    return team.getMetadata().getNamespace() + "/" + team.getMetadata().getName();
  }

  private static String id(ObjectRef ref, Team from) {
    String namespace = ref.namespace();
    return (namespace == null ? from.getMetadata().getNamespace() : namespace) + "/" + ref.name();
  }
}
