package dev.keelage.snapshot;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.keelage.snapshot.cost.Price;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A public model name and where it is served.
 *
 * @param modelName what callers say
 * @param deployments empty = the model exists and cannot be served now; a gateway of before does
 *     not know such a model
 * @param maxAttempts over all deployments, at least 1
 * @param leftOut why it keeps its names from nobody and is served to nobody; absent = it is not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelEntry(
    String id,
    String modelName,
    List<String> aliases,
    List<Deployment> deployments,
    int maxAttempts,
    Timeouts timeouts,
    Unpriced whenUnpriced,
    Sharing sharing,
    @Nullable LeftOut leftOut)
    implements Entry {

  /** One that keeps its names. */
  public ModelEntry(
      String id,
      String modelName,
      List<String> aliases,
      List<Deployment> deployments,
      int maxAttempts,
      Timeouts timeouts,
      Unpriced whenUnpriced,
      Sharing sharing) {
    this(id, modelName, aliases, deployments, maxAttempts, timeouts, whenUnpriced, sharing, null);
  }

  public ModelEntry {
    aliases = List.copyOf(aliases);
    deployments = List.copyOf(deployments);
  }

  /** Whether there is a deployment to send calls to. */
  public boolean servable() {
    return !deployments.isEmpty();
  }

  /**
   * @param weight relative share, 0 = only when the others failed
   * @param model the vendor's name for it
   * @param price absent = not in the resource and not in the catalogue
   * @param limits of what is sent there, by whomever; absent = none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Deployment(
      String name,
      String providerId,
      String model,
      int weight,
      @Nullable Price price,
      @Nullable Limits limits) {
    /** One that takes whatever is sent there. */
    public Deployment(
        String name, String providerId, String model, int weight, @Nullable Price price) {
      this(name, providerId, model, weight, price, null);
    }
  }

  public record Timeouts(
      long connectMillis, long firstTokenMillis, long idleMillis, long totalMillis) {}

  /** Why a model has no deployments whatever its providers do. It is known so that callers hear. */
  public enum LeftOut {
    /**
     * Its spec is not valid. Other models of its namespace have its names first; shared ones do not
     * stand in for it in its own namespace, and go before it in all others.
     */
    INVALID,
    /** An older model has one of its names. Its other names lead to it where nobody has them. */
    CONFLICTED
  }

  /** What happens to a call on a deployment without a price. */
  public enum Unpriced {
    /** Refuse where a budget applies to the caller, serve otherwise. */
    DENY_WHEN_BUDGETED,
    DENY,
    /** Serve at cost 0, visible in the Model's condition and in metrics. */
    ALLOW
  }
}
