package dev.keelage.gateway.dialect.anthropic;

import dev.keelage.gateway.dialect.Compat;
import dev.keelage.gateway.dialect.error.UpstreamError;
import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.VendorError;
import java.util.Map;
import java.util.Set;

/** What a refusal says in Anthropic's closed set of error types. */
record AnthropicErrorShape(int status, String type, String message) {
  private static final Map<String, Integer> STATUSES =
      Map.of(
          "invalid_request_error", 400,
          "authentication_error", 401,
          "billing_error", 402,
          "permission_error", 403,
          "not_found_error", 404,
          "request_too_large", 413,
          "rate_limit_error", 429,
          "api_error", 500,
          "timeout_error", 504,
          "overloaded_error", 529);

  private static final Set<String> GENERIC = Set.of("invalid_request_error", "api_error");

  /** The status that belongs to a type. */
  static int status(String type) {
    return STATUSES.getOrDefault(type, 500);
  }

  /** The type that belongs to a status. */
  static String type(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 402 -> "billing_error";
      case 403 -> "permission_error";
      case 404, 405 -> "not_found_error";
      case 408, 504 -> "timeout_error";
      case 413 -> "request_too_large";
      case 429 -> "rate_limit_error";
      case 503, 529 -> "overloaded_error";
      default -> status < 500 ? "invalid_request_error" : "api_error";
    };
  }

  private static AnthropicErrorShape of(int status, String message) {
    return new AnthropicErrorShape(status, type(status), message);
  }

  static AnthropicErrorShape of(Rejection rejection, Compat compat) {
    return switch (rejection) {
      case Rejection.Unauthenticated r -> of(401, r.message());
      case Rejection.KeyUnusable r -> of(401, keyUnusable(r));
      case Rejection.ModelForbidden r ->
          of(compat.modelDeniedStatus(), "This key may not use the model '" + r.model() + "'.");
      case Rejection.ModelUnknown r ->
          of(404, "The model '" + r.model() + "' does not exist or is not shared with this key.");
      case Rejection.RouteUnknown r ->
          of(r.methodNotAllowed() ? 405 : 404, "Unknown: " + r.method() + " " + r.path() + ".");
      case Rejection.BadRequest r -> of(400, r.message());
      case Rejection.BodyTooLarge r ->
          of(413, "The request body is larger than " + r.limitBytes() + " bytes.");
      case Rejection.RequestTimeout _ -> of(408, "The request came too slowly.");
      case Rejection.RateLimited r -> of(429, rateLimited(r));
      case Rejection.BudgetExhausted r -> budgetExhausted(r, compat.budgetExceededStatus());
      case Rejection.Unpriced r ->
          of(403, "The model '" + r.model() + "' has no price and may not be used without one.");
      case Rejection.GuardrailBlocked r ->
          of(400, "Violated guardrail policy '" + r.guardrail() + "' (" + r.stage() + ").");
      case Rejection.GuardrailUnavailable r ->
          of(503, "The guardrail '" + r.guardrail() + "' cannot inspect at the moment.");
      case Rejection.Unavailable r -> of(503, r.message());
      case Rejection.UpstreamFailed r -> of(r.status(), r.message());
      case Rejection.UpstreamRefused r -> upstreamRefused(UpstreamError.visible(r.error()));
      case Rejection.Untranslatable r ->
          of(
              400,
              "The provider behind this model ("
                  + r.target()
                  + ") has no words for "
                  + r.feature()
                  + ".");
      case Rejection.Internal r -> of(500, "Internal error. Call id: " + r.callId() + ".");
    };
  }

  private static String keyUnusable(Rejection.KeyUnusable r) {
    return switch (r.why()) {
      case EXPIRED -> "The key " + r.keyPrefix() + " has expired.";
      case SUSPENDED -> "The key " + r.keyPrefix() + " is suspended.";
    };
  }

  private static String rateLimited(Rejection.RateLimited r) {
    return "Rate limit exceeded for "
        + r.scope()
        + ". Limit type: "
        + r.unit()
        + ". Current limit: "
        + r.limit()
        + ", Remaining: "
        + r.remaining()
        + ".";
  }

  private static AnthropicErrorShape budgetExhausted(Rejection.BudgetExhausted r, int status) {
    return new AnthropicErrorShape(
        status,
        status == 429 ? "rate_limit_error" : "billing_error",
        "Budget has been exceeded! Current cost: "
            + r.spent()
            + ", Max budget: "
            + r.limit()
            + ". Budget "
            + r.budget()
            + " resets at "
            + r.resetsAt()
            + ".");
  }

  /**
   * Types of other vendors are not shown: SDKs know only Anthropic's own. Two of those mean no more
   * than that something is wrong, and OpenAI says them of everything.
   */
  private static AnthropicErrorShape upstreamRefused(VendorError error) {
    boolean telling = STATUSES.containsKey(error.type()) && !GENERIC.contains(error.type());
    return new AnthropicErrorShape(
        error.status(), telling ? error.type() : type(error.status()), error.message());
  }
}
