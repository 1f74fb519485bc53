package dev.keelage.snapshot.cost;

/**
 * What a call is charged for, in disjoint classes: each token is in exactly one. Counts are not
 * negative.
 */
public interface Consumption {
  /** Text that came neither from the vendor's cache nor went into it. */
  long inputTokens();

  long cachedInputTokens();

  long cacheWrite5mTokens();

  long cacheWrite1hTokens();

  long audioInputTokens();

  long imageInputTokens();

  /** Text. */
  long outputTokens();

  long reasoningTokens();

  long audioOutputTokens();

  long imageOutputTokens();

  /** Web searches that the vendor made for the call. */
  long searches();

  /** As the vendor reports it. */
  ServiceTier tier();

  /** Of all input classes together. */
  default long totalInputTokens() {
    return inputTokens()
        + cachedInputTokens()
        + cacheWrite5mTokens()
        + cacheWrite1hTokens()
        + audioInputTokens()
        + imageInputTokens();
  }

  /** Of all output classes together. */
  default long totalOutputTokens() {
    return outputTokens() + reasoningTokens() + audioOutputTokens() + imageOutputTokens();
  }
}
