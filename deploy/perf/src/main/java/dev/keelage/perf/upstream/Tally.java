package dev.keelage.perf.upstream;

/**
 * What the vendor would bill to one account.
 *
 * @param calls requests that arrived whole and were answered
 * @param promptTokens sum over the calls
 * @param completionTokens sum over the calls
 */
public record Tally(long calls, long promptTokens, long completionTokens) {
  public static final Tally NONE = new Tally(0, 0, 0);

  Tally plus(Answer answer) {
    return new Tally(
        calls + 1,
        promptTokens + answer.promptTokens(),
        completionTokens + answer.completionTokens());
  }
}
