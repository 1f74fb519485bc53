package dev.keelage.gateway.stage.admit;

import dev.keelage.gateway.stage.admit.Decision.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rate-limit headers by the names that OpenAI's clients know ({@code x-ratelimit-limit-requests}
 * and so on). Of several policies the one with the least left is shown.
 */
final class RateHeaders {
  private RateHeaders() {}

  /**
   * @param granted whether the call's own share is to be taken off what is left
   */
  static Map<String, String> of(
      List<Claim> claims, List<Standing> standings, boolean granted, Instant at) {
    @Nullable Left requests = null;
    @Nullable Left tokens = null;
    for (int i = 0; i < claims.size(); i++) {
      Standing standing = standings.get(i);
      switch (claims.get(i)) {
        case Claim.Requests c ->
            requests = tighter(requests, left(c.limit(), standing, granted ? 1 : 0));
        case Claim.Tokens c ->
            tokens = tighter(tokens, left(c.limit(), standing, granted ? c.tokens() : 0));
        case Claim.Concurrency c -> {}
        case Claim.Spend c -> {}
      }
    }
    Map<String, String> headers = HashMap.newHashMap(6);
    String reset = duration(Duration.between(at, ClaimPlan.minuteEnd(at)));
    add(headers, "requests", requests, reset);
    add(headers, "tokens", tokens, reset);
    return headers;
  }

  private record Left(long limit, long remaining) {}

  private static Left left(long limit, Standing standing, long own) {
    return new Left(limit, Math.max(0, standing.remaining(limit) - own));
  }

  private static Left tighter(@Nullable Left one, Left other) {
    return one == null
            || other.remaining() < one.remaining()
            || (other.remaining() == one.remaining() && other.limit() < one.limit())
        ? other
        : one;
  }

  private static void add(
      Map<String, String> headers, String unit, @Nullable Left left, String reset) {
    if (left != null) {
      headers.put("x-ratelimit-limit-" + unit, Long.toString(left.limit()));
      headers.put("x-ratelimit-remaining-" + unit, Long.toString(left.remaining()));
      headers.put("x-ratelimit-reset-" + unit, reset);
    }
  }

  /** As OpenAI writes it: {@code 42s}, {@code 1m0s}. */
  private static String duration(Duration duration) {
    long seconds = duration.plusMillis(999).toSeconds();
    return seconds < 60 ? seconds + "s" : seconds / 60 + "m" + seconds % 60 + "s";
  }
}
