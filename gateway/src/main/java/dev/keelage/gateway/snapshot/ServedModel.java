package dev.keelage.gateway.snapshot;

import dev.keelage.snapshot.GuardrailEntry;
import dev.keelage.snapshot.ModelEntry;
import dev.keelage.snapshot.ProviderEntry;
import dev.keelage.snapshot.cost.Adjustment;
import java.util.List;

/**
 * A model with its providers looked up.
 *
 * @param deployments empty = the model exists, and there is nowhere to send its calls now
 * @param guardrails that apply to every call of this model
 */
public record ServedModel(
    ModelEntry entry, List<ServedDeployment> deployments, List<GuardrailEntry> guardrails) {

  public ServedModel {
    deployments = List.copyOf(deployments);
    guardrails = List.copyOf(guardrails);
  }

  /** Whether there is a deployment to send calls to. */
  public boolean servable() {
    return !deployments.isEmpty();
  }

  /** False where its resource says what cannot be, or claims another's name. */
  public boolean accepted() {
    return entry.leftOut() == null;
  }

  /** Whether something bounds what is sent to a deployment, whoever calls. */
  public boolean bounded() {
    for (ServedDeployment deployment : deployments) {
      if (deployment.policy().bounds()) {
        return true;
      }
    }
    return false;
  }

  /** The same model with that one deployment. */
  public ServedModel only(ServedDeployment deployment) {
    return new ServedModel(entry, List.of(deployment), guardrails);
  }

  /** One place where the model runs. */
  public record ServedDeployment(
      ModelEntry.Deployment entry, ProviderEntry provider, UpstreamPolicy policy) {
    /** One that nothing bounds. */
    public ServedDeployment(ModelEntry.Deployment entry, ProviderEntry provider) {
      this(entry, provider, UpstreamPolicy.NONE);
    }

    /** Of what calls on it cost. */
    public Adjustment adjustment() {
      Adjustment adjustment = provider.adjustment();
      return adjustment == null ? Adjustment.NONE : adjustment;
    }
  }
}
