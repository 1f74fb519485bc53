package dev.keelage.compiler;

import dev.keelage.api.ConditionType;
import dev.keelage.api.ModelSpec;
import dev.keelage.api.Pricing;
import dev.keelage.api.ProviderSpec;
import dev.keelage.api.Reason;
import dev.keelage.api.TokenRates;
import dev.keelage.compiler.price.PriceCatalogue;
import dev.keelage.compiler.price.Prices;
import dev.keelage.snapshot.Limits;
import dev.keelage.snapshot.ModelEntry;
import dev.keelage.snapshot.cost.Price;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The deployments of a model. One whose provider cannot be used is left out, the others serve. */
final class DeploymentCompiler {
  private final Referents<ProviderSpec> providers;
  private final PriceCatalogue prices;

  DeploymentCompiler(Referents<ProviderSpec> providers, PriceCatalogue prices) {
    this.providers = providers;
    this.prices = prices;
  }

  List<ModelEntry.Deployment> compile(Declared<ModelSpec> model) {
    model.verdict().refers();
    List<ModelEntry.Deployment> served = new ArrayList<>();
    List<String> unpriced = new ArrayList<>();
    List<String> unlooked = new ArrayList<>();
    for (ModelSpec.Deployment deployment : model.spec().deployments()) {
      Optional<Declared<ProviderSpec>> provider = provider(model, deployment);
      Optional<Price> own = own(model, deployment);
      Limits limits =
          CallLimitsCompiler.upstream(
              model,
              "spec.deployments[%s].limits".formatted(deployment.name()),
              deployment.limits());
      if (provider.isEmpty() && own.isEmpty()) {
        unlooked.add(named(deployment));
      }
      provider.ifPresent(
          each -> {
            Optional<Price> price = own.or(() -> listed(deployment, each.spec()));
            if (price.isEmpty()) {
              unpriced.add(named(deployment));
            }
            if (each.verdict().served()) {
              served.add(
                  new ModelEntry.Deployment(
                      deployment.name(),
                      each.path(),
                      deployment.model(),
                      deployment.weight(),
                      price.or(() -> byDefault(model)).orElse(null),
                      limits));
            }
          });
    }
    tellPrices(model, unpriced, unlooked);
    return served;
  }

  private static String named(ModelSpec.Deployment deployment) {
    return "%s (model \"%s\")".formatted(deployment.name(), deployment.model());
  }

  /** The provider, served or not, where the reference leads to one. */
  private Optional<Declared<ProviderSpec>> provider(
      Declared<ModelSpec> model, ModelSpec.Deployment deployment) {
    return switch (providers.follow(model.namespace(), deployment.providerRef())) {
      case Referents.Reference.Nowhere<ProviderSpec>(Verdict.Problem problem) -> {
        leaveOut(model, deployment, problem);
        yield Optional.empty();
      }
      case Referents.Reference.To<ProviderSpec>(Declared<ProviderSpec> provider) -> {
        if (!provider.verdict().served()) {
          leaveOut(model, deployment, Referents.whyLeftOut(model.namespace(), provider));
        }
        yield Optional.of(provider);
      }
    };
  }

  private static void leaveOut(
      Declared<ModelSpec> model, ModelSpec.Deployment deployment, Verdict.Problem problem) {
    model
        .verdict()
        .unresolved(
            new Verdict.Problem(
                problem.reason(),
                "deployment %s is left out: %s".formatted(deployment.name(), problem.message())));
  }

  /** What the resource says, whatever its provider. */
  private static Optional<Price> own(Declared<ModelSpec> model, ModelSpec.Deployment deployment) {
    Pricing pricing = deployment.pricing();
    if (pricing == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Prices.of(pricing));
    } catch (IllegalArgumentException e) {
      model
          .verdict()
          .invalid("spec.deployments[%s].pricing: %s".formatted(deployment.name(), e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<Price> listed(ModelSpec.Deployment deployment, ProviderSpec provider) {
    return prices.price(
        ProviderCompiler.type(provider.type()),
        Optional.ofNullable(provider.baseUrl()),
        deployment.model());
  }

  private static Optional<Price> byDefault(Declared<ModelSpec> model) {
    TokenRates rates = model.spec().defaultPrice();
    return rates == null ? Optional.empty() : Optional.of(Prices.assumed(rates));
  }

  /**
   * @param unlooked whose provider is nowhere: what it charges cannot be looked up
   */
  private static void tellPrices(
      Declared<ModelSpec> model, List<String> unpriced, List<String> unlooked) {
    List<String> faults = new ArrayList<>();
    if (!unpriced.isEmpty()) {
      faults.add(
          "no price is known for deployment %s; set its pricing; until then %s"
              .formatted(String.join(", ", unpriced), whatHappensTo(model.spec().whenUnpriced())));
    }
    if (!unlooked.isEmpty()) {
      faults.add(
          "the price of deployment %s cannot be looked up while its providerRef leads nowhere; mend that (see ResolvedRefs), or set its pricing"
              .formatted(String.join(", ", unlooked)));
    }
    if (faults.isEmpty()) {
      model
          .verdict()
          .further(ConditionType.PRICED, true, Reason.PRICED, "every deployment has a price");
    } else {
      model
          .verdict()
          .further(ConditionType.PRICED, false, Reason.UNPRICED, String.join("; ", faults));
    }
  }

  private static String whatHappensTo(ModelSpec.WhenUnpriced policy) {
    return switch (policy) {
      case DENY_WHEN_BUDGETED ->
          "calls on it are refused where a budget applies to the caller (whenUnpriced: DenyWhenBudgeted)";
      case DENY -> "calls on it are refused (whenUnpriced: Deny)";
      case ALLOW -> "calls on it are booked at 0 USD (whenUnpriced: Allow)";
      case ALLOW_AT_DEFAULT_PRICE ->
          "calls on it are booked at defaultPrice (whenUnpriced: AllowAtDefaultPrice)";
    };
  }
}
