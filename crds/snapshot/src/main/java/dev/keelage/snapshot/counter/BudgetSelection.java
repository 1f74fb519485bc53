package dev.keelage.snapshot.counter;

import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which budgets count whose calls, worked out once for a snapshot: the same for the gateways that
 * count calls and for the operator, which looks at what was counted.
 */
public final class BudgetSelection {
  private final Map<String, List<BudgetEntry>> byTeam = new HashMap<>();
  private final Map<String, List<BudgetEntry>> byKey = new HashMap<>();
  private final Map<String, List<BudgetEntry>> ofEverybodyByProvider = new HashMap<>();

  private BudgetSelection(Snapshot snapshot) {
    for (BudgetEntry budget : snapshot.budgets()) {
      budget.teamIds().forEach(id -> put(byTeam, id, budget));
      budget.keyIds().forEach(id -> put(byKey, id, budget));
      if (budget.ofEverybody()) {
        budget.providerIds().forEach(id -> put(ofEverybodyByProvider, id, budget));
      }
    }
  }

  public static BudgetSelection of(Snapshot snapshot) {
    return new BudgetSelection(snapshot);
  }

  /**
   * Those that select the key, or a team that it belongs to: each once, though it may select a team
   * and one above it.
   *
   * @param chain the key's team and those above, see {@link Tenancy#chain}
   */
  public List<BudgetEntry> ofCaller(String keyId, List<String> chain) {
    Map<String, BudgetEntry> selected = new LinkedHashMap<>();
    byKey.getOrDefault(keyId, List.of()).forEach(each -> selected.put(each.id(), each));
    for (String team : chain) {
      byTeam.getOrDefault(team, List.of()).forEach(each -> selected.put(each.id(), each));
    }
    return List.copyOf(selected.values());
  }

  /** Those that count whatever the provider serves, whoever calls. */
  public List<BudgetEntry> ofEverybodyOn(String providerId) {
    return ofEverybodyByProvider.getOrDefault(providerId, List.of());
  }

  /**
   * Those that count a call that is over.
   *
   * @param chain as of {@link #ofCaller}
   * @param providerId which one served it; empty if none did
   */
  public List<BudgetEntry> counting(
      String keyId,
      List<String> chain,
      String modelId,
      Set<String> tags,
      Optional<String> providerId) {
    return Stream.concat(
            ofCaller(keyId, chain).stream()
                .filter(
                    each -> !each.ofProviders() || providerId.filter(each::isServedBy).isPresent()),
            providerId.stream().flatMap(id -> ofEverybodyOn(id).stream()))
        .filter(each -> each.covers(modelId, tags))
        .toList();
  }

  private static void put(Map<String, List<BudgetEntry>> map, String id, BudgetEntry budget) {
    map.computeIfAbsent(id, key -> new ArrayList<>()).add(budget);
  }
}
