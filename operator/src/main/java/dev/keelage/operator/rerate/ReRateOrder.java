package dev.keelage.operator.rerate;

import java.time.Instant;
import java.util.Optional;

/**
 * Which calls to rate again.
 *
 * @param from by when they started, inclusive
 * @param to exclusive
 * @param model id of the resource; empty = of every one, and so on
 * @param deployment name that its Model gives it
 * @param apply false: only say what would change
 */
public record ReRateOrder(
    Instant from,
    Instant to,
    Optional<String> model,
    Optional<String> deployment,
    Optional<String> provider,
    Optional<String> team,
    boolean apply) {

  public ReRateOrder {
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException("--from has to be before --to");
    }
  }
}
