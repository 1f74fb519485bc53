package dev.keelage.gateway.path;

import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.Digests;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.GuardrailEntry;
import dev.keelage.snapshot.GuardrailEntry.Action;
import dev.keelage.snapshot.GuardrailEntry.Stage;
import dev.keelage.snapshot.KeyEntry;
import dev.keelage.snapshot.Limits;
import dev.keelage.snapshot.ModelEntry;
import dev.keelage.snapshot.ModelEntry.Deployment;
import dev.keelage.snapshot.ModelEntry.Timeouts;
import dev.keelage.snapshot.ModelEntry.Unpriced;
import dev.keelage.snapshot.ProviderEntry;
import dev.keelage.snapshot.ProviderEntry.MockBehaviour;
import dev.keelage.snapshot.ProviderEntry.Type;
import dev.keelage.snapshot.Sensitive;
import dev.keelage.snapshot.Sharing;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.cost.Price;
import dev.keelage.snapshot.cost.Rates;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds the snapshot of a test: one namespace, one key, the providers and models it names. */
final class Fleet {
  static final String KEY = "kl-test-key-of-the-path-tests-000000000000000000";
  static final String VENDOR_KEY = "sk-vendor-secret";
  static final Timeouts TIMEOUTS = new Timeouts(20_000, 20_000, 20_000, 60_000);

  private static final Limits LIMITS = new Limits(100L, null, null, FailureMode.DENY);

  private final List<ProviderEntry> providers = new ArrayList<>();
  private final List<ModelEntry> models = new ArrayList<>();
  private final List<BudgetEntry> budgets = new ArrayList<>();
  private final List<GuardrailEntry> guardrails = new ArrayList<>();
  private Optional<Limits> limits = Optional.of(LIMITS);

  Fleet openAi(String name, String baseUrl) {
    return provider(name, Type.OPENAI, baseUrl, Map.of());
  }

  Fleet anthropic(String name, String baseUrl) {
    return provider(name, Type.ANTHROPIC, baseUrl, Map.of());
  }

  Fleet provider(String name, Type type, String baseUrl, Map<String, Sensitive> headers) {
    providers.add(
        new ProviderEntry(
            "ns/" + name, type, baseUrl, new Sensitive(VENDOR_KEY), headers, Sharing.none(), null));
    return this;
  }

  Fleet mock(String name, MockBehaviour behaviour) {
    providers.add(
        new ProviderEntry(
            "ns/" + name, Type.MOCK, null, null, Map.of(), Sharing.none(), behaviour));
    return this;
  }

  /** A model whose deployments have the names of its providers, tried in this order by weight. */
  Fleet model(String name, String... providerNames) {
    return model(name, 3, TIMEOUTS, providerNames);
  }

  Fleet model(String name, int maxAttempts, Timeouts timeouts, String... providerNames) {
    List<Deployment> deployments = new ArrayList<>();
    for (int i = 0; i < providerNames.length; i++) {
      // The first takes all; the others only stand in.
      deployments.add(
          new Deployment(
              providerNames[i],
              "ns/" + providerNames[i],
              "vendor-" + name,
              i == 0 ? 1 : 0,
              Price.flat(
                  Rates.ofText(
                      25_000_000_000L,
                      12_500_000_000L,
                      25_000_000_000L,
                      25_000_000_000L,
                      100_000_000_000L))));
    }
    models.add(
        new ModelEntry(
            "ns/" + name,
            name,
            List.of(),
            deployments,
            maxAttempts,
            timeouts,
            Unpriced.DENY_WHEN_BUDGETED,
            Sharing.none()));
    return this;
  }

  /** A model whose resource is not accepted. */
  Fleet leftOut(String name, ModelEntry.LeftOut why, String... aliases) {
    models.add(
        new ModelEntry(
            "ns/" + name + "-left-out",
            name,
            List.of(aliases),
            List.of(),
            1,
            new Timeouts(0, 0, 0, 0),
            Unpriced.DENY_WHEN_BUDGETED,
            Sharing.none(),
            why));
    return this;
  }

  /** Bounds one deployment of a model that is there. */
  Fleet limited(String model, String deployment, Limits limits) {
    models.replaceAll(
        each ->
            each.modelName().equals(model)
                ? new ModelEntry(
                    each.id(),
                    model,
                    each.aliases(),
                    each.deployments().stream()
                        .map(
                            d ->
                                d.name().equals(deployment)
                                    ? new Deployment(
                                        d.name(),
                                        d.providerId(),
                                        d.model(),
                                        d.weight(),
                                        d.price(),
                                        limits)
                                    : d)
                        .toList(),
                    each.maxAttempts(),
                    each.timeouts(),
                    each.whenUnpriced(),
                    each.sharing())
                : each);
    return this;
  }

  /** What everybody may spend on a provider, for all time. */
  Fleet providerBudget(String provider, String usd, String... tags) {
    budgets.add(
        new BudgetEntry(
            "ns/spend-on-" + provider,
            List.of(new BudgetEntry.Window(new BigDecimal(usd), null, null, "UTC", 1, 1, 1, null)),
            List.of(),
            BudgetEntry.Action.BLOCK,
            null,
            null,
            FailureMode.DENY,
            List.of(),
            List.of(),
            List.of(),
            List.of("ns/" + provider),
            List.of(tags),
            null));
    return this;
  }

  /** A guardrail for everybody, in both directions. */
  Fleet guardrail(Action action, String keyword) {
    guardrails.add(
        new GuardrailEntry(
            "ns/words",
            List.of(Stage.PRE_CALL, Stage.POST_CALL),
            List.of(keyword),
            false,
            List.of(),
            action,
            false,
            true,
            List.of(),
            List.of(),
            List.of()));
    return this;
  }

  /** Exhausted from the start: from then on another model serves. */
  Fleet downgradingTo(String model) {
    budgets.add(
        new BudgetEntry(
            "ns/nothing",
            List.of(BudgetEntry.Window.of(BigDecimal.ZERO, BudgetEntry.Calendar.YEAR, "UTC")),
            List.of(),
            BudgetEntry.Action.DOWNGRADE,
            null,
            "ns/" + model,
            FailureMode.DENY,
            List.of(),
            List.of("ns/app")));
    return this;
  }

  /** The test's key has no limits. */
  Fleet unlimitedKey() {
    limits = Optional.empty();
    return this;
  }

  Snapshot snapshot() {
    providers.sort(Comparator.comparing(ProviderEntry::id));
    models.sort(Comparator.comparing(ModelEntry::id));
    KeyEntry key =
        new KeyEntry(
            "ns/app",
            Digests.sha256Hex(KEY),
            "kl-test…",
            null,
            null,
            limits.orElse(null),
            null,
            false);
    return new Snapshot(providers, models, List.of(), List.of(key), budgets, guardrails);
  }
}
