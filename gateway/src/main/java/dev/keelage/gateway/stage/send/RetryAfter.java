package dev.keelage.gateway.stage.send;

import dev.keelage.gateway.provider.UpstreamResponse;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How long a vendor asks to be left alone: in {@code retry-after-ms} (OpenAI, Azure), or in {@code
 * retry-after} as seconds, with a fraction where somebody likes it, or as a date (RFC 9110
 * §10.2.3).
 */
final class RetryAfter {
  private static final Duration MAX = Duration.ofHours(1);
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,9})?");
  private static final BigDecimal NANOS_PER_MILLI = BigDecimal.valueOf(1_000_000);
  private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000);

  private RetryAfter() {}

  /**
   * @param now for a date, unless the vendor says what time it is there
   * @return at most an hour; empty where the vendor says nothing that can be understood
   */
  static Optional<Duration> of(UpstreamResponse answer, Instant now) {
    return answer
        .header("retry-after-ms")
        .flatMap(text -> number(text, NANOS_PER_MILLI))
        .or(
            () ->
                answer
                    .header("retry-after")
                    .flatMap(
                        text -> number(text, NANOS_PER_SECOND).or(() -> until(text, answer, now))))
        .map(asked -> asked.compareTo(MAX) > 0 ? MAX : asked);
  }

  private static Optional<Duration> number(String text, BigDecimal nanosPerUnit) {
    String trimmed = text.trim();
    return NUMBER.matcher(trimmed).matches()
        ? Optional.of(
            Duration.ofNanos(
                new BigDecimal(trimmed)
                    .multiply(nanosPerUnit)
                    .min(BigDecimal.valueOf(MAX.toNanos()))
                    .longValue()))
        : Optional.empty();
  }

  private static Optional<Duration> until(String text, UpstreamResponse answer, Instant now) {
    Instant there = answer.header("date").flatMap(RetryAfter::date).orElse(now);
    return date(text)
        .map(then -> Duration.between(there, then))
        .map(left -> left.isNegative() ? Duration.ZERO : left);
  }

  private static Optional<Instant> date(String text) {
    try {
      return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.trim(), Instant::from));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
