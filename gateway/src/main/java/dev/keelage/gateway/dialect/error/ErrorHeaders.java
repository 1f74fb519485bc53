package dev.keelage.gateway.dialect.error;

import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.Rejection.RateLimited;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Headers of a refusal: when to come back. Which limit it was, admission says. */
public final class ErrorHeaders {
  /** For what ends by itself soon, where nothing better is known. */
  private static final Duration SOON = Duration.ofSeconds(1);

  private ErrorHeaders() {}

  /** {@code retry-after} in whole seconds, rounded up. */
  public static Map<String, String> of(Rejection rejection) {
    Map<String, String> headers = new TreeMap<>();
    retryAfter(rejection).ifPresent(d -> headers.put("retry-after", seconds(d)));
    if (rejection instanceof Rejection.BudgetExhausted) {
      // OpenAI's and Anthropic's SDKs obey it; without it they repeat a 429 that will not pass.
      headers.put("x-should-retry", "false");
    }
    if (rejection instanceof Rejection.EncodingUnsupported) {
      // RFC 9110 §12.5.3: what would be understood.
      headers.put("accept-encoding", "gzip, identity");
    }
    return headers;
  }

  private static Optional<Duration> retryAfter(Rejection rejection) {
    return switch (rejection) {
      case RateLimited r -> Optional.of(r.retryAfter());
      case Rejection.Unavailable r -> Optional.of(r.retryAfter());
      case Rejection.ModelUnavailable r -> Optional.of(r.retryAfter());
      case Rejection.GuardrailUnavailable _ -> Optional.of(SOON);
      case Rejection.UpstreamRefused r -> r.retryAfter();
      case Rejection.Unauthenticated _,
          Rejection.KeyUnusable _,
          Rejection.ModelForbidden _,
          Rejection.ModelUnknown _,
          Rejection.RouteUnknown _,
          Rejection.BadRequest _,
          Rejection.EncodingUnsupported _,
          Rejection.BodyTooLarge _,
          Rejection.HeadTooLarge _,
          Rejection.RequestTimeout _,
          Rejection.BudgetExhausted _,
          Rejection.Unpriced _,
          Rejection.GuardrailBlocked _,
          Rejection.UpstreamFailed _,
          Rejection.Untranslatable _,
          Rejection.Internal _ ->
          Optional.empty();
    };
  }

  private static String seconds(Duration duration) {
    return Long.toString(Math.max(1, duration.plusNanos(999_999_999).toSeconds()));
  }
}
