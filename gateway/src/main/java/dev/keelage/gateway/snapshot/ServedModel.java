package dev.keelage.gateway.snapshot;

import dev.keelage.snapshot.Adjustment;
import dev.keelage.snapshot.GuardrailEntry;
import dev.keelage.snapshot.ModelEntry;
import dev.keelage.snapshot.ProviderEntry;
import java.util.List;

/**
 * A model with its providers looked up.
 *
 * @param guardrails that apply to every call of this model
 */
public record ServedModel(
    ModelEntry entry, List<ServedDeployment> deployments, List<GuardrailEntry> guardrails) {

  public ServedModel {
    deployments = List.copyOf(deployments);
    guardrails = List.copyOf(guardrails);
  }

  /** One place where the model runs. */
  public record ServedDeployment(ModelEntry.Deployment entry, ProviderEntry provider) {
    /** Of what calls on it cost. */
    public Adjustment adjustment() {
      Adjustment adjustment = provider.adjustment();
      return adjustment == null ? Adjustment.NONE : adjustment;
    }
  }
}
