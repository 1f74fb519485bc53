package dev.keelage.gateway.exchange;

/**
 * Tokens of one call in disjoint classes: each token is in exactly one. Dialects translate from
 * their vendor's own semantics (OpenAI: cached is part of prompt and reasoning part of completion;
 * Anthropic: cache classes stand beside input).
 *
 * @param estimated at least one figure comes from a tokenizer, not from the vendor
 */
public record Usage(
    long inputTokens,
    long cachedInputTokens,
    long cacheWrite5mTokens,
    long cacheWrite1hTokens,
    long outputTokens,
    long reasoningTokens,
    boolean estimated) {

  public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0, false);

  public Usage {
    if (inputTokens < 0
        || cachedInputTokens < 0
        || cacheWrite5mTokens < 0
        || cacheWrite1hTokens < 0
        || outputTokens < 0
        || reasoningTokens < 0) {
      throw new IllegalArgumentException("token counts are not negative");
    }
  }

  public long totalInputTokens() {
    return inputTokens + cachedInputTokens + cacheWrite5mTokens + cacheWrite1hTokens;
  }

  public long totalOutputTokens() {
    return outputTokens + reasoningTokens;
  }

  public long totalTokens() {
    return totalInputTokens() + totalOutputTokens();
  }
}
