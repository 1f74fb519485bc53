package dev.keelage.perf.load;

import java.util.Map;

/**
 * What a {@link LoadRun} saw.
 *
 * @param answered right answers
 * @param failures what went wrong instead, by kind
 * @param seconds from the first due time to the last answer
 * @param latency compressed histogram of microseconds from due to the last byte, base64
 * @param firstByte the same to the first byte of the body
 */
public record LoadResult(
    long answered, Map<String, Long> failures, double seconds, String latency, String firstByte) {
  public LoadResult {
    failures = Map.copyOf(failures);
  }

  public double answersPerSecond() {
    return answered / seconds;
  }

  public long failed() {
    return failures.values().stream().mapToLong(Long::longValue).sum();
  }
}
