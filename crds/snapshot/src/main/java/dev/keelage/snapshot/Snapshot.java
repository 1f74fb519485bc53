package dev.keelage.snapshot;

import java.util.List;

/**
 * All that gateways serve, as values. Lists are ordered by id so that equal resources give equal
 * bytes. Ids are {@code namespace/name}.
 */
public record Snapshot(
    List<ProviderEntry> providers,
    List<ModelEntry> models,
    List<TeamEntry> teams,
    List<KeyEntry> keys,
    List<BudgetEntry> budgets,
    List<GuardrailEntry> guardrails) {

  public Snapshot {
    providers = List.copyOf(providers);
    models = List.copyOf(models);
    teams = List.copyOf(teams);
    keys = List.copyOf(keys);
    budgets = List.copyOf(budgets);
    guardrails = List.copyOf(guardrails);
  }

  /** What is served where there are no resources: nothing. */
  public static Snapshot empty() {
    return new Snapshot(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
  }

  /** Those of one kind, ordered by id. */
  public List<? extends Entry> entries(ShardKind kind) {
    return switch (kind) {
      case PROVIDER -> providers;
      case MODEL -> models;
      case TEAM -> teams;
      case KEY -> keys;
      case BUDGET -> budgets;
      case GUARDRAIL -> guardrails;
    };
  }
}
