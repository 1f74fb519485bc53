package dev.keelage.gateway.dialect.anthropic;

import dev.keelage.gateway.dialect.Compat;
import dev.keelage.gateway.dialect.error.RefusalText;
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

  static AnthropicErrorShape of(Rejection rejection, Compat compat) {
    return switch (rejection) {
      case Rejection.Unauthenticated _, Rejection.KeyUnusable _ -> of(401, rejection);
      case Rejection.ModelForbidden _ -> of(compat.modelDeniedStatus(), rejection);
      case Rejection.ModelUnknown _ -> of(404, rejection);
      case Rejection.RouteUnknown r -> of(r.methodNotAllowed() ? 405 : 404, rejection);
      // Anthropic's own status for it, where HTTP has 415.
      case Rejection.EncodingUnsupported _ -> of(400, rejection);
      case Rejection.BadRequest _, Rejection.GuardrailBlocked _, Rejection.Untranslatable _ ->
          of(400, rejection);
      case Rejection.BodyTooLarge _ -> of(413, rejection);
      case Rejection.HeadTooLarge r -> of(r.where().status(), rejection);
      case Rejection.RequestTimeout _ -> of(408, rejection);
      case Rejection.RateLimited _ -> of(429, rejection);
      case Rejection.BudgetExhausted _ -> budgetExhausted(rejection, compat.budgetExceededStatus());
      case Rejection.Unpriced _ -> of(403, rejection);
      case Rejection.GuardrailUnavailable _,
          Rejection.Unavailable _,
          Rejection.ModelUnavailable _ ->
          of(503, rejection);
      case Rejection.UpstreamFailed r -> of(r.status(), rejection);
      case Rejection.UpstreamRefused r -> upstreamRefused(UpstreamError.visible(r.error()));
      case Rejection.Internal _ -> of(500, rejection);
    };
  }

  private static AnthropicErrorShape of(int status, Rejection rejection) {
    return new AnthropicErrorShape(status, type(status), RefusalText.of(rejection));
  }

  private static AnthropicErrorShape budgetExhausted(Rejection rejection, int status) {
    return new AnthropicErrorShape(
        status, status == 429 ? "rate_limit_error" : "billing_error", RefusalText.of(rejection));
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
