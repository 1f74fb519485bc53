package dev.keelage.testkit.vendor;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** OpenAI's error object, with the types and codes of its "Error codes" guide. */
final class OpenAiErrors {
  private OpenAiErrors() {}

  static JsonObject body(int status, String message) {
    return switch (status) {
      case 401 -> body(message, "invalid_request_error", "invalid_api_key");
      case 403 -> body(message, "invalid_request_error", "unsupported_country_region_territory");
      case 404 -> body(message, "invalid_request_error", "model_not_found");
      case 429 -> body(message, "requests", "rate_limit_exceeded");
      case 503 -> body(message, "service_unavailable_error", null);
      default -> body(message, status < 500 ? "invalid_request_error" : "server_error", null);
    };
  }

  private static JsonObject body(String message, String type, @Nullable String code) {
    return JsonObject.of(
        "error",
        new JsonObject()
            .put("message", message)
            .put("type", type)
            .putNull("param")
            .put("code", code));
  }
}
