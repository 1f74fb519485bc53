package dev.keelage.operator.rerate;

import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.ModelEntry;
import dev.keelage.snapshot.ProviderEntry;
import dev.keelage.snapshot.Sharing;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.TeamEntry;
import dev.keelage.snapshot.cost.Adjustment;
import dev.keelage.snapshot.cost.Price;
import dev.keelage.snapshot.cost.Rates;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is served at some price. */
final class PricedSnapshot {
  private PricedSnapshot() {}

  /** Two deployments; the provider of one takes half off, and the team ads pays double. */
  static Snapshot of(String input, String output) {
    return of(input, output, List.of());
  }

  /** The same with budgets, of which some may be for the team ads. */
  static Snapshot of(String input, String output, List<BudgetEntry> budgets) {
    return new Snapshot(
        List.of(provider("ai/azure", null), provider("ai/direct", new Adjustment(5000, 0))),
        List.of(
            new ModelEntry(
                "ai/gpt",
                "gpt",
                List.of(),
                List.of(
                    deployment("azure", price(input, output)),
                    deployment("direct", price("2", "2"))),
                1,
                new ModelEntry.Timeouts(1, 1, 1, 1),
                ModelEntry.Unpriced.DENY,
                Sharing.none())),
        List.of(
            new TeamEntry("ads", null, null, null, Sharing.none()),
            new TeamEntry("search", null, null, null, Sharing.none())),
        List.of(),
        budgets,
        List.of());
  }

  private static ModelEntry.Deployment deployment(String name, Price price) {
    return new ModelEntry.Deployment(name, "ai/" + name, "gpt", 1, price);
  }

  private static ProviderEntry provider(String id, @Nullable Adjustment adjustment) {
    return new ProviderEntry(
        id,
        ProviderEntry.Type.OPENAI,
        "https://vendor.example/v1",
        null,
        Map.of(),
        adjustment,
        Sharing.none(),
        null);
  }

  private static Price price(String input, String output) {
    long in = units(input);
    return Price.flat(Rates.ofText(in, in, in, in, units(output)));
  }

  private static long units(String usd) {
    return new BigDecimal(usd).movePointRight(10).longValueExact();
  }
}
