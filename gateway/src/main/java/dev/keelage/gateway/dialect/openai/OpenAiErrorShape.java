package dev.keelage.gateway.dialect.openai;

import dev.keelage.gateway.dialect.Compat;
import dev.keelage.gateway.dialect.error.RefusalText;
import dev.keelage.gateway.dialect.error.UpstreamError;
import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.Rejection.KeyUnusable;
import dev.keelage.gateway.exchange.Rejection.KeyUnusable.Why;
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
  private static final String BAD_REQUEST = "bad_request_error";
  private static final String QUOTA = "insufficient_quota";

  static OpenAiErrorShape of(Rejection rejection, Compat compat) {
    String text = RefusalText.of(rejection);
    return switch (rejection) {
      case Rejection.Unauthenticated _ -> unknownKey("auth_error", text);
      case KeyUnusable r -> unknownKey(r.why() == Why.EXPIRED ? "expired_key" : "auth_error", text);
      case Rejection.ModelForbidden _ ->
          refused(compat.modelDeniedStatus(), "key_model_access_denied", "model_not_found", text);
      case Rejection.ModelUnknown _ -> refused(404, "not_found_error", "model_not_found", text);
      case Rejection.ModelUnavailable _ -> failed(503, "model_unavailable", text);
      case Rejection.RouteUnknown r ->
          r.methodNotAllowed()
              ? refused(405, "not_found_error", "method_not_supported", text)
              : refused(404, "not_found_error", "unknown_url", text);
      case Rejection.BadRequest _ ->
          new OpenAiErrorShape(400, BAD_REQUEST, INVALID, Optional.empty(), text);
      case Rejection.EncodingUnsupported _ ->
          refused(415, BAD_REQUEST, "unsupported_content_encoding", text);
      case Rejection.BodyTooLarge _ -> refused(413, BAD_REQUEST, "request_too_large", text);
      case Rejection.HeadTooLarge r ->
          refused(r.where().status(), BAD_REQUEST, "request_too_large", text);
      case Rejection.RequestTimeout _ -> refused(408, BAD_REQUEST, "request_timeout", text);
      case RateLimited r -> of(429, "rate_limit_error", r.unit(), "rate_limit_exceeded", text);
      case Rejection.BudgetExhausted _ ->
          of(compat.budgetExceededStatus(), "budget_exceeded", QUOTA, QUOTA, text);
      case Rejection.Unpriced _ -> refused(403, "permission_denied_error", "model_unpriced", text);
      case Rejection.GuardrailBlocked _ ->
          refused(400, BAD_REQUEST, "content_policy_violation", text);
      case Rejection.GuardrailUnavailable _, Rejection.Unavailable _ ->
          failed(503, "service_unavailable", text);
      case Rejection.UpstreamFailed r -> failed(r.status(), "upstream_failed", text);
      case Rejection.UpstreamRefused r -> upstreamRefused(UpstreamError.visible(r.error()));
      case Rejection.Untranslatable _ -> refused(400, BAD_REQUEST, "unsupported_parameter", text);
      case Rejection.Internal _ -> failed(500, "internal_error", text);
    };
  }

  private static OpenAiErrorShape unknownKey(String type, String text) {
    return refused(401, type, "invalid_api_key", text);
  }

  /** The caller can do something about it. */
  private static OpenAiErrorShape refused(int status, String type, String code, String text) {
    return of(status, type, INVALID, code, text);
  }

  /** The caller can do nothing but try again. */
  private static OpenAiErrorShape failed(int status, String code, String text) {
    return of(status, "internal_server_error", "server_error", code, text);
  }

  private static OpenAiErrorShape of(
      int status, String type, String strictType, String code, String text) {
    return new OpenAiErrorShape(status, type, strictType, Optional.of(code), text);
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

  /** A feature that is a member of the call begins with its path in quotes. */
  private static Optional<String> member(String feature) {
    int end = feature.indexOf('\'', 1);
    return feature.startsWith("'") && end > 0
        ? Optional.of(feature.substring(1, end))
        : Optional.empty();
  }

  static Optional<String> param(Rejection rejection) {
    return switch (rejection) {
      case Rejection.ModelForbidden _,
          Rejection.ModelUnknown _,
          Rejection.ModelUnavailable _,
          Rejection.Unpriced _ ->
          Optional.of("model");
      case Rejection.BadRequest r -> r.parameter();
      case Rejection.Untranslatable r -> member(r.feature());
      case Rejection.UpstreamRefused r -> UpstreamError.visible(r.error()).parameter();
      case Rejection.Unauthenticated _,
          KeyUnusable _,
          Rejection.RouteUnknown _,
          Rejection.EncodingUnsupported _,
          Rejection.BodyTooLarge _,
          Rejection.HeadTooLarge _,
          Rejection.RequestTimeout _,
          RateLimited _,
          Rejection.BudgetExhausted _,
          Rejection.GuardrailBlocked _,
          Rejection.GuardrailUnavailable _,
          Rejection.Unavailable _,
          Rejection.UpstreamFailed _,
          Rejection.Internal _ ->
          Optional.empty();
    };
  }
}
