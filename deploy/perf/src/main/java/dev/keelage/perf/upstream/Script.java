package dev.keelage.perf.upstream;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the vendor behaves, told by the name of the model: {@code mock-20-60ms} streams 20 chunks and
 * waits 60 ms before the first byte.
 *
 * @param model the name itself
 * @param chunks content chunks of a stream; a JSON answer is always one
 * @param latencyMillis before the first byte
 */
public record Script(String model, int chunks, long latencyMillis) {
  private static final Pattern NAME = Pattern.compile("mock-(\\d{1,4})(?:-(\\d{1,5})ms)?");

  /** Prompt tokens that every answer reports. */
  public static final int PROMPT_TOKENS = 25;

  /** Completion tokens of a JSON answer; a stream reports one for each chunk. */
  public static final int JSON_COMPLETION_TOKENS = 16;

  /**
   * @throws IllegalArgumentException if the name is not of the form above
   */
  public static Script of(String model) {
    Matcher name = NAME.matcher(model);
    if (!name.matches()) {
      throw new IllegalArgumentException("no such model: " + model);
    }
    String latency = name.group(2);
    return new Script(
        model, Integer.parseInt(name.group(1)), latency == null ? 0 : Long.parseLong(latency));
  }
}
