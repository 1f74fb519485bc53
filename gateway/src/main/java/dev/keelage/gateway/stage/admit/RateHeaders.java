package dev.keelage.gateway.stage.admit;

import dev.keelage.gateway.exchange.WireFormat;
import dev.keelage.gateway.stage.admit.Decision.Standing;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;

/**
 * Rate-limit headers by the names that the caller's client knows: OpenAI's ({@code
 * x-ratelimit-limit-requests}, reset as {@code 1m0s}) or Anthropic's ({@code
 * anthropic-ratelimit-requests-limit}, reset as RFC 3339). Of several policies and windows the one
 * with the least left is shown. Source: "Rate limits in headers" of OpenAI, "Rate limits: response
 * headers" of Anthropic.
 */
final class RateHeaders {
  private RateHeaders() {}

  private enum Unit {
    REQUESTS("requests"),
    TOKENS("tokens"),
    INPUT_TOKENS("input-tokens"),
    OUTPUT_TOKENS("output-tokens");

    private final Names openAi;
    private final Names anthropic;

    Unit(String text) {
      openAi =
          new Names(
              "x-ratelimit-limit-" + text,
              "x-ratelimit-remaining-" + text,
              "x-ratelimit-reset-" + text);
      String prefix = "anthropic-ratelimit-" + text;
      anthropic = new Names(prefix + "-limit", prefix + "-remaining", prefix + "-reset");
    }

    Names names(WireFormat format) {
      return switch (format) {
        case OPENAI -> openAi;
        case ANTHROPIC -> anthropic;
      };
    }
  }

  /** Put together once and not for each answer. */
  private record Names(String limit, String remaining, String reset) {}

  /**
   * @param granted whether the call's own share is to be taken off what is left
   * @param format whose names
   */
  static Map<String, String> of(
      List<Claim> claims,
      List<Standing> standings,
      boolean granted,
      Instant at,
      WireFormat format) {
    Map<Unit, Left> tightest = new EnumMap<>(Unit.class);
    for (int i = 0; i < claims.size(); i++) {
      Standing standing = standings.get(i);
      switch (claims.get(i)) {
        case Claim.Requests c ->
            show(tightest, Unit.REQUESTS, left(c.limit(), standing, granted ? 1 : 0, c.resetsAt()));
        case Claim.Tokens c ->
            show(
                tightest,
                unit(c.kind()),
                left(c.limit(), standing, granted ? c.tokens() : 0, c.resetsAt()));
        case Claim.Concurrency _, Claim.Spend _, Claim.History _ -> {}
      }
    }
    List<Entry<String, String>> headers = new ArrayList<>(3 * tightest.size());
    tightest.forEach((unit, left) -> add(headers, unit, left, at, format));
    return asMap(headers);
  }

  /**
   * What is left of this gateway's share of a limit that is used up while the counters are away:
   * nothing.
   */
  static Map<String, String> ofShare(Claim claim, int gateways, Instant at, WireFormat format) {
    List<Entry<String, String>> headers = new ArrayList<>(3);
    switch (claim) {
      case Claim.Requests c ->
          add(headers, Unit.REQUESTS, new Left(c.limit() / gateways, 0, c.resetsAt()), at, format);
      case Claim.Tokens c ->
          add(headers, unit(c.kind()), new Left(c.limit() / gateways, 0, c.resetsAt()), at, format);
      case Claim.Concurrency _, Claim.Spend _, Claim.History _ -> {}
    }
    return asMap(headers);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Map<String, String> asMap(List<Entry<String, String>> headers) {
    return Map.ofEntries(headers.toArray(new Entry[0]));
  }

  private record Left(long limit, long remaining, Instant resetsAt) {}

  private static Left left(long limit, Standing standing, long own, Instant resetsAt) {
    return new Left(limit, Math.max(0, standing.remaining(limit) - own), resetsAt);
  }

  private static Unit unit(Claim.Kind kind) {
    return switch (kind) {
      case TOTAL -> Unit.TOKENS;
      case INPUT -> Unit.INPUT_TOKENS;
      case OUTPUT -> Unit.OUTPUT_TOKENS;
    };
  }

  private static void show(Map<Unit, Left> tightest, Unit unit, Left other) {
    tightest.put(unit, tighter(tightest.get(unit), other));
  }

  /** Of two that leave as much, the one that takes longer. */
  private static Left tighter(@Nullable Left one, Left other) {
    if (one == null || other.remaining() != one.remaining()) {
      return one == null || other.remaining() < one.remaining() ? other : one;
    }
    int later = other.resetsAt().compareTo(one.resetsAt());
    return later > 0 || (later == 0 && other.limit() < one.limit()) ? other : one;
  }

  private static void add(
      List<Entry<String, String>> headers, Unit unit, Left left, Instant at, WireFormat format) {
    Names names = unit.names(format);
    headers.add(Map.entry(names.limit(), Long.toString(left.limit())));
    headers.add(Map.entry(names.remaining(), Long.toString(left.remaining())));
    headers.add(
        Map.entry(
            names.reset(),
            switch (format) {
              case OPENAI -> duration(Duration.between(at, left.resetsAt()));
              case ANTHROPIC -> left.resetsAt().truncatedTo(ChronoUnit.SECONDS).toString();
            }));
  }

  /** As OpenAI writes it: {@code 42s}, {@code 1m0s}, {@code 6h0m0s}. */
  private static String duration(Duration duration) {
    long seconds = duration.plusMillis(999).toSeconds();
    if (seconds < 60) {
      return seconds + "s";
    }
    String minutes = seconds / 60 % 60 + "m" + seconds % 60 + "s";
    return seconds < 3600 ? minutes : seconds / 3600 + "h" + minutes;
  }
}
