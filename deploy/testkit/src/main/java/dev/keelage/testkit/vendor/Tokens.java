package dev.keelage.testkit.vendor;

/**
 * Token counts of one call, in classes that include each other as OpenAI has it.
 *
 * @param prompt all input tokens, whether cached or not
 * @param cached of these, read from the vendor's cache
 * @param cacheWrite of these, written to the vendor's cache (Anthropic only)
 * @param completion all output tokens
 * @param reasoning of these, spent on reasoning (Anthropic: thinking)
 */
public record Tokens(int prompt, int cached, int cacheWrite, int completion, int reasoning) {
  /** What a refused call costs. */
  public static final Tokens NONE = new Tokens(0, 0, 0, 0, 0);

  public Tokens {
    if (prompt < 0 || cached < 0 || cacheWrite < 0 || completion < 0 || reasoning < 0) {
      throw new IllegalArgumentException("negative tokens");
    }
    if (cached + cacheWrite > prompt || reasoning > completion) {
      throw new IllegalArgumentException("a part is greater than its whole");
    }
  }

  /** Input that was neither read from nor written to the cache. */
  int uncached() {
    return prompt - cached - cacheWrite;
  }

  /** The same with the output cut at a limit. */
  Tokens limitedTo(int maxCompletion) {
    int limit = Math.min(completion, maxCompletion);
    return new Tokens(prompt, cached, cacheWrite, limit, Math.min(reasoning, limit));
  }
}
