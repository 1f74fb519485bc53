package dev.keelage.compiler;

import dev.keelage.api.Budget;
import dev.keelage.api.Guardrail;
import dev.keelage.api.Model;
import dev.keelage.api.Provider;
import dev.keelage.api.Team;
import dev.keelage.api.VirtualKey;
import dev.keelage.snapshot.Sensitive;
import java.util.List;
import java.util.Map;

/**
 * All that a snapshot depends on. Order carries no meaning; within a kind no two resources have one
 * namespace and name. The resources are read, never changed.
 *
 * @param namespaceLabels by namespace
 * @param secrets those that are referred to and exist, with their decoded values
 * @param issuedKeys by VirtualKey, what the operator issued and still accepts
 */
public record Resources(
    List<Provider> providers,
    List<Model> models,
    List<Team> teams,
    List<VirtualKey> virtualKeys,
    List<Budget> budgets,
    List<Guardrail> guardrails,
    Map<String, Map<String, String>> namespaceLabels,
    Map<SecretId, Map<String, Sensitive>> secrets,
    Map<ObjectId, List<KeyMaterial>> issuedKeys,
    CompilerSettings settings) {
  public Resources {
    providers = List.copyOf(providers);
    models = List.copyOf(models);
    teams = List.copyOf(teams);
    virtualKeys = List.copyOf(virtualKeys);
    budgets = List.copyOf(budgets);
    guardrails = List.copyOf(guardrails);
    namespaceLabels = Map.copyOf(namespaceLabels);
    secrets = Map.copyOf(secrets);
    issuedKeys = Map.copyOf(issuedKeys);
  }
}
