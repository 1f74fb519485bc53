package dev.keelage.gateway.dialect.error;

import dev.keelage.gateway.exchange.Rejection;

/** What a refusal says to people: the same words in every dialect. */
public final class RefusalText {
  private RefusalText() {}

  /** One or some sentences for the caller. Never a vendor's word about the gateway's own key. */
  public static String of(Rejection rejection) {
    return switch (rejection) {
      case Rejection.Unauthenticated r -> r.message();
      case Rejection.KeyUnusable r -> keyUnusable(r);
      case Rejection.ModelForbidden r -> "This key may not use the model '" + r.model() + "'.";
      case Rejection.ModelUnknown r ->
          "The model '" + r.model() + "' does not exist or is not shared with this key.";
      case Rejection.ModelUnavailable r ->
          "The model '"
              + r.model()
              + "' cannot be served now: "
              + (r.accepted()
                  ? "none of its deployments has a usable provider."
                  : "it is not accepted as it is declared.")
              + " Whoever looks after the model finds the cause in its conditions.";
      case Rejection.RouteUnknown r -> routeUnknown(r);
      case Rejection.BadRequest r -> r.message();
      case Rejection.EncodingUnsupported _ ->
          "The request's Content-Encoding is not supported: send the body as it is, or as gzip.";
      case Rejection.BodyTooLarge r ->
          "The request body is larger than " + r.limitBytes() + " bytes.";
      case Rejection.HeadTooLarge r ->
          switch (r.where()) {
            case REQUEST_LINE -> "The request line is too long.";
            case HEADERS -> "The request's headers are too large.";
          };
      case Rejection.RequestTimeout _ -> "The request came too slowly.";
      case Rejection.RateLimited r -> rateLimited(r);
      case Rejection.BudgetExhausted r -> budgetExhausted(r);
      case Rejection.Unpriced r ->
          "The model '" + r.model() + "' has no price and may not be used without one.";
      case Rejection.GuardrailBlocked r ->
          "Violated guardrail policy '" + r.guardrail() + "' (" + r.stage() + ").";
      case Rejection.GuardrailUnavailable r ->
          "The guardrail '" + r.guardrail() + "' cannot inspect at the moment.";
      case Rejection.Unavailable r -> r.message();
      case Rejection.UpstreamFailed r -> r.message();
      case Rejection.UpstreamRefused r -> UpstreamError.visible(r.error()).message();
      case Rejection.Untranslatable r ->
          "The provider behind this model (%s) has no words for %s."
              .formatted(r.target(), r.feature());
      case Rejection.Internal r -> "Internal error. Call id: " + r.callId() + ".";
    };
  }

  private static String keyUnusable(Rejection.KeyUnusable r) {
    return switch (r.why()) {
      case EXPIRED -> "The key " + r.keyPrefix() + " has expired.";
      case SUSPENDED -> "The key " + r.keyPrefix() + " is suspended.";
    };
  }

  private static String routeUnknown(Rejection.RouteUnknown r) {
    return r.methodNotAllowed()
        ? "Not allowed to " + r.method() + " on " + r.path() + "."
        : "Unknown request URL: " + r.method() + " " + r.path() + ".";
  }

  /** In LiteLLM's words, which clients look for. */
  private static String rateLimited(Rejection.RateLimited r) {
    return "Rate limit exceeded for %s. Limit type: %s. Current limit: %d, Remaining: %d."
        .formatted(r.scope(), r.unit(), r.limit(), r.remaining());
  }

  /** In LiteLLM's words, which clients look for; then what it does not say. */
  private static String budgetExhausted(Rejection.BudgetExhausted r) {
    return "Budget has been exceeded! Current cost: %s, Max budget: %s. Budget %s resets at %s."
        .formatted(r.spent(), r.limit(), r.budget(), r.resetsAt());
  }
}
