package dev.keelage.gateway.exchange;

import java.time.Duration;
import java.util.Optional;

/**
 * Every reason for which the gateway itself answers instead of a vendor. The renderer of each
 * dialect gives status, type, code and headers.
 */
public sealed interface Rejection {

  /** No key, an unknown one, or a malformed one. 401. */
  record Unauthenticated(String message) implements Rejection {}

  /** A known key that is no longer good. 401. */
  record KeyUnusable(Why why, String keyPrefix) implements Rejection {
    public enum Why {
      EXPIRED,
      SUSPENDED
    }
  }

  /** The key or its team may not use the model. 403. */
  record ModelForbidden(String model) implements Rejection {}

  /** 404. */
  record ModelUnknown(String model) implements Rejection {}

  /**
   * It exists, and cannot be served now. 503.
   *
   * @param accepted whether its resource is; what is missing then is a provider
   */
  record ModelUnavailable(String model, boolean accepted, Duration retryAfter)
      implements Rejection {}

  /** 404 or 405. */
  record RouteUnknown(String method, String path, boolean methodNotAllowed) implements Rejection {}

  /** 400; {@code parameter} is the offending member. */
  record BadRequest(String message, Optional<String> parameter) implements Rejection {}

  /** The body is packed in a way that nobody here unpacks. 415. */
  record EncodingUnsupported() implements Rejection {}

  /** 413. */
  record BodyTooLarge(long limitBytes) implements Rejection {}

  /** The request line (414) or the headers (431) are over their bound. */
  record HeadTooLarge(Where where) implements Rejection {
    public enum Where {
      REQUEST_LINE(414),
      HEADERS(431);

      private final int status;

      Where(int status) {
        this.status = status;
      }

      public int status() {
        return status;
      }
    }
  }

  /** The request did not arrive in time. 408. */
  record RequestTimeout() implements Rejection {}

  /** 429. */
  record RateLimited(
      String scope,
      String unit,
      long limit,
      long remaining,
      Duration retryAfter,
      Optional<String> policy)
      implements Rejection {}

  /**
   * Status by compatibility setting, 422 by default as LiteLLM ≥ 1.104 has it. Amounts are decimal
   * USD.
   */
  record BudgetExhausted(String budget, String spent, String limit, String resetsAt)
      implements Rejection {}

  /** A call that cannot be priced and that policy refuses. 403. */
  record Unpriced(String model) implements Rejection {}

  /** 400. */
  record GuardrailBlocked(String guardrail, String stage) implements Rejection {}

  /** A guardrail could not inspect. 503. */
  record GuardrailUnavailable(String guardrail) implements Rejection {}

  /** Counters unreachable and the policy says Deny, no snapshot, a missing shard, draining. 503. */
  record Unavailable(String message, Duration retryAfter) implements Rejection {}

  /** No deployment answered. {@code status} 502 for a broken connection, 504 for a time-out. */
  record UpstreamFailed(int status, String message) implements Rejection {}

  /** The last deployment's own error, to be shown in the caller's dialect. */
  record UpstreamRefused(VendorError error, Optional<Duration> retryAfter) implements Rejection {}

  /** A feature of the call that the target dialect cannot carry. 400. */
  record Untranslatable(String feature, String target) implements Rejection {}

  /** A bug. 500; details only in the log, found by call id. */
  record Internal(String callId) implements Rejection {}
}
