package dev.keelage.operator.rerate;

import dev.keelage.snapshot.ModelEntry;
import dev.keelage.snapshot.ProviderEntry;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.TeamEntry;
import dev.keelage.snapshot.cost.Adjustment;
import dev.keelage.snapshot.cost.Cost;
import dev.keelage.snapshot.cost.Price;
import dev.keelage.snapshot.counter.Tenancy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What calls cost by a snapshot: its prices, and what its providers and teams change. Pure. */
public final class PriceBook {
  private final Map<String, ModelEntry> models = new HashMap<>();
  private final Map<String, ProviderEntry> providers = new HashMap<>();
  private final Map<String, TeamEntry> teams = new HashMap<>();
  private final Tenancy tenancy;

  public PriceBook(Snapshot snapshot) {
    snapshot.models().forEach(model -> models.put(model.id(), model));
    snapshot.providers().forEach(provider -> providers.put(provider.id(), provider));
    snapshot.teams().forEach(team -> teams.put(team.id(), team));
    tenancy = Tenancy.of(snapshot);
  }

  /** How a call is rated. */
  sealed interface Rating {
    record Rated(Cost cost) implements Rating {}

    /** It stays as it is. */
    record Left(Why why) implements Rating {}
  }

  /** Why a call is not rated again. */
  enum Why {
    ORPHANED("orphaned: what was used is not known"),
    UNKNOWN("their deployment is gone, or is served by another provider now"),
    UNPRICED("their deployment has no price");

    final String text;

    Why(String text) {
      this.text = text;
    }
  }

  Rating rate(BookedCall call) {
    if (call.orphaned()) {
      return new Rating.Left(Why.ORPHANED);
    }
    if (call.usedNothing()) {
      return new Rating.Rated(Cost.NOTHING);
    }
    Optional<ModelEntry.Deployment> deployment = deployment(call);
    if (deployment.isEmpty()) {
      return new Rating.Left(Why.UNKNOWN);
    }
    Price price = deployment.get().price();
    return price == null
        ? new Rating.Left(Why.UNPRICED)
        : new Rating.Rated(
            Cost.of(call, price, ofProvider(deployment.get().providerId()), ofTeam(call)));
  }

  private Optional<ModelEntry.Deployment> deployment(BookedCall call) {
    ModelEntry model = models.get(call.model());
    return model == null
        ? Optional.empty()
        : model.deployments().stream()
            .filter(each -> Optional.of(each.name()).equals(call.deployment()))
            .filter(each -> Optional.of(each.providerId()).equals(call.provider()))
            .findFirst();
  }

  private Adjustment ofProvider(String id) {
    ProviderEntry provider = providers.get(id);
    return provider == null ? Adjustment.NONE : orNone(provider.adjustment());
  }

  /** That of the nearest team that has one. */
  private Adjustment ofTeam(BookedCall call) {
    for (String id : call.team().map(tenancy::chain).orElse(List.of())) {
      TeamEntry team = teams.get(id);
      if (team != null && team.adjustment() != null) {
        return orNone(team.adjustment());
      }
    }
    return Adjustment.NONE;
  }

  private static Adjustment orNone(@Nullable Adjustment adjustment) {
    return adjustment == null ? Adjustment.NONE : adjustment;
  }
}
