package dev.keelage.gateway.snapshot;

import dev.keelage.snapshot.Limits;
import dev.keelage.snapshot.ModelEntry;
import dev.keelage.snapshot.ProviderEntry;
import dev.keelage.snapshot.counter.CounterNames;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What bounds a deployment whoever calls: limits of its own and of its provider, and budgets that
 * everybody's calls on the provider share.
 *
 * @param tag hash tag of the limits' counters: the provider's, so that one script covers both
 */
public record UpstreamPolicy(String tag, List<LimitPolicy> limits, List<BudgetPolicy> budgets) {
  /** Nothing does. */
  static final UpstreamPolicy NONE = new UpstreamPolicy("", List.of(), List.of());

  public UpstreamPolicy {
    limits = List.copyOf(limits);
    budgets = List.copyOf(budgets);
  }

  /**
   * @param budgets that everybody's calls on the provider share
   */
  static UpstreamPolicy of(
      ModelEntry model,
      ModelEntry.Deployment deployment,
      ProviderEntry provider,
      List<BudgetPolicy> budgets) {
    List<LimitPolicy> limits = new ArrayList<>();
    add(limits, "deployment:" + model.id() + "/" + deployment.name(), deployment.limits());
    add(limits, "provider:" + provider.id(), provider.limits());
    return limits.isEmpty() && budgets.isEmpty()
        ? NONE
        : new UpstreamPolicy(CounterNames.sharedBudgetTag(provider.id()), limits, budgets);
  }

  private static void add(List<LimitPolicy> policies, String id, @Nullable Limits limits) {
    if (limits != null) {
      policies.addAll(LimitPolicy.of(id, limits));
    }
  }

  boolean bounds() {
    return !limits.isEmpty() || !budgets.isEmpty();
  }
}
