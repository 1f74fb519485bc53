package dev.keelage.gateway.dialect.openai;

import dev.keelage.gateway.dialect.Compat;
import dev.keelage.gateway.dialect.error.UpstreamError;
import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.Rejection.KeyUnusable;
import dev.keelage.gateway.exchange.Rejection.RateLimited;
import dev.keelage.gateway.exchange.VendorError;
import java.util.Optional;

/**
 * What a refusal says: its status, and the type and code that LiteLLM and OpenAI have for it.
 *
 * @param strictType OpenAI's own type
 * @param strictCode OpenAI's own code, a word
 */
record OpenAiErrorShape(
    int status, String type, String strictType, Optional<String> strictCode, String message) {
  private static final String INVALID = "invalid_request_error";

  private static OpenAiErrorShape of(
      int status, String type, String strictType, String code, String message) {
    return new OpenAiErrorShape(status, type, strictType, Optional.of(code), message);
  }

  static OpenAiErrorShape of(Rejection rejection, Compat compat) {
    return switch (rejection) {
      case Rejection.Unauthenticated r ->
          of(401, "auth_error", INVALID, "invalid_api_key", r.message());
      case KeyUnusable r -> keyUnusable(r);
      case Rejection.ModelForbidden r ->
          of(
              compat.modelDeniedStatus(),
              "key_model_access_denied",
              INVALID,
              "model_not_found",
              "This key may not use the model '" + r.model() + "'.");
      case Rejection.ModelUnknown r ->
          of(
              404,
              "not_found_error",
              INVALID,
              "model_not_found",
              "The model '" + r.model() + "' does not exist or is not shared with this key.");
      case Rejection.RouteUnknown r ->
          of(
              r.methodNotAllowed() ? 405 : 404,
              "not_found_error",
              INVALID,
              r.methodNotAllowed() ? "method_not_supported" : "unknown_url",
              r.methodNotAllowed()
                  ? "Not allowed to " + r.method() + " on " + r.path() + "."
                  : "Unknown request URL: " + r.method() + " " + r.path() + ".");
      case Rejection.BadRequest r ->
          new OpenAiErrorShape(400, "bad_request_error", INVALID, Optional.empty(), r.message());
      case Rejection.BodyTooLarge r ->
          of(
              413,
              "bad_request_error",
              INVALID,
              "request_too_large",
              "The request body is larger than " + r.limitBytes() + " bytes.");
      case Rejection.RequestTimeout _ ->
          of(408, "bad_request_error", INVALID, "request_timeout", "The request came too slowly.");
      case RateLimited r ->
          of(429, "rate_limit_error", r.unit(), "rate_limit_exceeded", rateLimited(r));
      case Rejection.BudgetExhausted r -> budgetExhausted(r, compat);
      case Rejection.Unpriced r ->
          of(
              403,
              "permission_denied_error",
              INVALID,
              "model_unpriced",
              "The model '" + r.model() + "' has no price and may not be used without one.");
      case Rejection.GuardrailBlocked r ->
          of(
              400,
              "bad_request_error",
              INVALID,
              "content_policy_violation",
              "Violated guardrail policy '" + r.guardrail() + "' (" + r.stage() + ").");
      case Rejection.GuardrailUnavailable r ->
          unavailable("The guardrail '" + r.guardrail() + "' cannot inspect at the moment.");
      case Rejection.Unavailable r -> unavailable(r.message());
      case Rejection.UpstreamFailed r ->
          of(r.status(), "internal_server_error", "server_error", "upstream_failed", r.message());
      case Rejection.UpstreamRefused r -> upstreamRefused(UpstreamError.visible(r.error()));
      case Rejection.Untranslatable r ->
          of(
              400,
              "bad_request_error",
              INVALID,
              "unsupported_parameter",
              "The provider behind this model ("
                  + r.target()
                  + ") has no words for "
                  + r.feature()
                  + ".");
      case Rejection.Internal r ->
          of(
              500,
              "internal_server_error",
              "server_error",
              "internal_error",
              "Internal error. Call id: " + r.callId() + ".");
    };
  }

  private static OpenAiErrorShape keyUnusable(KeyUnusable r) {
    return switch (r.why()) {
      case EXPIRED ->
          of(
              401,
              "expired_key",
              INVALID,
              "invalid_api_key",
              "The key " + r.keyPrefix() + " has expired.");
      case SUSPENDED ->
          of(
              401,
              "auth_error",
              INVALID,
              "invalid_api_key",
              "The key " + r.keyPrefix() + " is suspended.");
    };
  }

  private static OpenAiErrorShape budgetExhausted(Rejection.BudgetExhausted r, Compat compat) {
    return of(
        compat.budgetExceededStatus(),
        "budget_exceeded",
        "insufficient_quota",
        "insufficient_quota",
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

  private static OpenAiErrorShape unavailable(String message) {
    return of(503, "internal_server_error", "server_error", "service_unavailable", message);
  }

  private static String rateLimited(RateLimited r) {
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

  /** 529 is Anthropic's own status; SDKs of this dialect know it as 503. */
  private static OpenAiErrorShape upstreamRefused(VendorError error) {
    return new OpenAiErrorShape(
        error.status() == 529 ? 503 : error.status(),
        error.type(),
        error.type(),
        error.code(),
        error.message());
  }

  static Optional<String> param(Rejection rejection) {
    return switch (rejection) {
      case Rejection.ModelForbidden _, Rejection.ModelUnknown _, Rejection.Unpriced _ ->
          Optional.of("model");
      case Rejection.BadRequest r -> r.parameter();
      case Rejection.UpstreamRefused r -> UpstreamError.visible(r.error()).parameter();
      case Rejection.Unauthenticated _,
          KeyUnusable _,
          Rejection.RouteUnknown _,
          Rejection.BodyTooLarge _,
          Rejection.RequestTimeout _,
          RateLimited _,
          Rejection.BudgetExhausted _,
          Rejection.GuardrailBlocked _,
          Rejection.GuardrailUnavailable _,
          Rejection.Unavailable _,
          Rejection.UpstreamFailed _,
          Rejection.Untranslatable _,
          Rejection.Internal _ ->
          Optional.empty();
    };
  }
}
