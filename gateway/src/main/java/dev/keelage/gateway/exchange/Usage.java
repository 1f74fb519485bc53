package dev.keelage.gateway.exchange;

import dev.keelage.snapshot.cost.Consumption;
import dev.keelage.snapshot.cost.ServiceTier;

/**
 * What one call consumed, in disjoint classes: each token is in exactly one. Dialects translate
 * from their vendor's own semantics (OpenAI: cached, audio and image are part of prompt, reasoning
 * and audio part of completion; Anthropic: cache classes stand beside input).
 *
 * @param inputTokens text that came neither from a cache nor went into one; media too where the
 *     vendor does not count them apart
 * @param outputTokens text; media too where the vendor does not count them apart
 * @param searches web searches that the vendor made for the call
 * @param tier as the vendor reports it
 * @param estimated at least one figure comes from a tokenizer, not from the vendor
 */
public record Usage(
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
    boolean estimated)
    implements Consumption {

  public static final Usage NONE = ofText(0, 0, 0, 0, 0, 0, false);

  public Usage {
    if ((inputTokens
            | cachedInputTokens
            | cacheWrite5mTokens
            | cacheWrite1hTokens
            | audioInputTokens
            | imageInputTokens
            | outputTokens
            | reasoningTokens
            | audioOutputTokens
            | imageOutputTokens
            | searches)
        < 0) {
      throw new IllegalArgumentException("counts are not negative");
    }
  }

  /** Text in the standard tier, and nothing else. */
  public static Usage ofText(
      long inputTokens,
      long cachedInputTokens,
      long cacheWrite5mTokens,
      long cacheWrite1hTokens,
      long outputTokens,
      long reasoningTokens,
      boolean estimated) {
    return new Usage(
        inputTokens,
        cachedInputTokens,
        cacheWrite5mTokens,
        cacheWrite1hTokens,
        0,
        0,
        outputTokens,
        reasoningTokens,
        0,
        0,
        0,
        ServiceTier.STANDARD,
        estimated);
  }

  /** The same in another tier. */
  public Usage in(ServiceTier other) {
    return other == tier
        ? this
        : new Usage(
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
            other,
            estimated);
  }

  /**
   * The same with as much text as makes up the given output in all, or its own where that is more;
   * estimated.
   */
  public Usage withOutputOfAtLeast(long tokens) {
    return new Usage(
        inputTokens,
        cachedInputTokens,
        cacheWrite5mTokens,
        cacheWrite1hTokens,
        audioInputTokens,
        imageInputTokens,
        outputTokens + Math.max(0, tokens - totalOutputTokens()),
        reasoningTokens,
        audioOutputTokens,
        imageOutputTokens,
        searches,
        tier,
        true);
  }

  public long totalTokens() {
    return totalInputTokens() + totalOutputTokens();
  }
}
