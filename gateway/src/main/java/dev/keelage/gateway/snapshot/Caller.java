package dev.keelage.gateway.snapshot;

import dev.keelage.snapshot.GuardrailEntry;
import dev.keelage.snapshot.KeyEntry;
import dev.keelage.snapshot.TeamEntry;
import dev.keelage.snapshot.cost.Adjustment;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who calls, with everything that applies to them resolved at load, so that the request path only
 * reads.
 *
 * @param teams the key's team and its ancestors, nearest first; empty for a key without a team
 * @param allowedModels ids; the intersection over key and teams; empty = every model visible to the
 *     key's namespace
 * @param tenant id of the root team, or of the key where it has none: what counters are sharded by
 * @param limits of the key and of each team, nearest first
 * @param budgets that select the key, its team or an ancestor
 * @param guardrails that apply to the caller whatever the model
 * @param tags that all its calls have: of the key, its team and the teams above
 */
public record Caller(
    KeyEntry key,
    List<TeamEntry> teams,
    Optional<Set<String>> allowedModels,
    String tenant,
    List<LimitPolicy> limits,
    List<BudgetPolicy> budgets,
    List<GuardrailEntry> guardrails,
    Set<String> tags) {

  public Caller {
    teams = List.copyOf(teams);
    allowedModels = allowedModels.map(Set::copyOf);
    limits = List.copyOf(limits);
    budgets = List.copyOf(budgets);
    guardrails = List.copyOf(guardrails);
    tags = Set.copyOf(tags);
  }

  /** One without tags. */
  public Caller(
      KeyEntry key,
      List<TeamEntry> teams,
      Optional<Set<String>> allowedModels,
      String tenant,
      List<LimitPolicy> limits,
      List<BudgetPolicy> budgets,
      List<GuardrailEntry> guardrails) {
    this(key, teams, allowedModels, tenant, limits, budgets, guardrails, Set.of());
  }

  /** Whether key and teams allow the model; that its owner shares it is another question. */
  public boolean mayUse(ServedModel model) {
    return allowedModels.isEmpty() || allowedModels.get().contains(model.entry().id());
  }

  /** That of the nearest team that has one. */
  public Adjustment adjustment() {
    for (TeamEntry team : teams) {
      if (team.adjustment() != null) {
        return team.adjustment();
      }
    }
    return Adjustment.NONE;
  }

  /** The key's own team. */
  public Optional<String> teamId() {
    return teams.isEmpty() ? Optional.empty() : Optional.of(teams.getFirst().id());
  }
}
