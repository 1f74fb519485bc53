package dev.keelage.operator.rerate;

import dev.keelage.snapshot.cost.Consumption;
import dev.keelage.snapshot.cost.ServiceTier;
import java.util.Map;
import java.util.Optional;

/**
 * A call as the ledger has it.
 *
 * @param by who made it, and when
 * @param costUnits 10^-10 USD, corrections included
 * @param parts of that, by their name in the ledger, in 10^-10 USD; empty where they were not noted
 * @param corrections how many it has
 */
record BookedCall(
    String id,
    Origin by,
    Optional<String> team,
    String model,
    Optional<String> deployment,
    Optional<String> provider,
    boolean orphaned,
    long inputTokens,
    long cachedInputTokens,
    long cacheWrite5mTokens,
    long cacheWrite1hTokens,
    long audioInputTokens,
    long imageInputTokens,
    long outputTokens,
    long reasoningTokens,
    long audioOutputTokens,
    long imageOutputTokens,
    long searches,
    ServiceTier tier,
    boolean estimated,
    long costUnits,
    Optional<Map<String, Long>> parts,
    int corrections)
    implements Consumption {

  BookedCall {
    parts = parts.map(Map::copyOf);
  }

  /** The same with its corrections. */
  BookedCall corrected(long units, Optional<Map<String, Long>> sumOfParts, int number) {
    return new BookedCall(
        id,
        by,
        team,
        model,
        deployment,
        provider,
        orphaned,
        inputTokens,
        cachedInputTokens,
        cacheWrite5mTokens,
        cacheWrite1hTokens,
        audioInputTokens,
        imageInputTokens,
        outputTokens,
        reasoningTokens,
        audioOutputTokens,
        imageOutputTokens,
        searches,
        tier,
        estimated,
        units,
        sumOfParts,
        number);
  }

  /** Whether nothing is known to have been used: such a call costs nothing, at any price. */
  boolean usedNothing() {
    return totalInputTokens() == 0
        && totalOutputTokens() == 0
        && searches == 0
        && tier == ServiceTier.STANDARD
        && !estimated;
  }
}
