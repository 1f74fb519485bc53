package dev.keelage.snapshot.cost;

/**
 * What a million tokens of each disjoint class cost, in integer 10^-10 USD.
 *
 * @param input text
 * @param cachedInput read from the vendor's cache
 * @param cacheWrite5m written to it, to stay five minutes
 * @param cacheWrite1h written to it, to stay an hour
 * @param output text
 */
public record Rates(
    long input,
    long cachedInput,
    long cacheWrite5m,
    long cacheWrite1h,
    long audioInput,
    long imageInput,
    long output,
    long reasoning,
    long audioOutput,
    long imageOutput) {

  public Rates {
    if ((input
            | cachedInput
            | cacheWrite5m
            | cacheWrite1h
            | audioInput
            | imageInput
            | output
            | reasoning
            | audioOutput
            | imageOutput)
        < 0) {
      throw new IllegalArgumentException("a price is not negative");
    }
  }

  /** Where only text has prices: media cost what text costs, reasoning what output costs. */
  public static Rates ofText(
      long input, long cachedInput, long cacheWrite5m, long cacheWrite1h, long output) {
    return new Rates(
        input,
        cachedInput,
        cacheWrite5m,
        cacheWrite1h,
        input,
        input,
        output,
        output,
        output,
        output);
  }

  /** The most that an input token can cost. */
  public long dearestInput() {
    long cache = Math.max(cachedInput, Math.max(cacheWrite5m, cacheWrite1h));
    return Math.max(Math.max(input, cache), Math.max(audioInput, imageInput));
  }

  /** The most that an output token can cost. */
  public long dearestOutput() {
    return Math.max(Math.max(output, reasoning), Math.max(audioOutput, imageOutput));
  }
}
