package dev.keelage.gateway.stage.admit;

import dev.keelage.gateway.snapshot.ServedModel;
import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;
import dev.keelage.snapshot.ModelEntry;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What becomes of deployments that nobody knows the price of. */
final class PricedDeployments {
  private PricedDeployments() {}

  /**
   * @param budgeted whether a budget applies to the caller; asked only where it matters
   * @return the model with the deployments that may serve; empty if none may
   */
  static Optional<ServedModel> of(ServedModel model, BooleanSupplier budgeted) {
    if (allPriced(model) || mayServeUnpriced(model.entry().whenUnpriced(), budgeted)) {
      return Optional.of(model);
    }
    List<ServedDeployment> priced =
        model.deployments().stream().filter(d -> d.entry().price() != null).toList();
    return priced.isEmpty()
        ? Optional.empty()
        : Optional.of(new ServedModel(model.entry(), priced, model.guardrails()));
  }

  private static boolean mayServeUnpriced(ModelEntry.Unpriced policy, BooleanSupplier budgeted) {
    return switch (policy) {
      case ALLOW -> true;
      case DENY -> false;
      case DENY_WHEN_BUDGETED -> !budgeted.getAsBoolean();
    };
  }

  private static boolean allPriced(ServedModel model) {
    for (ServedDeployment deployment : model.deployments()) {
      if (deployment.entry().price() == null) {
        return false;
      }
    }
    return true;
  }
}
