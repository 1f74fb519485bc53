package dev.keelage.gateway.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.keelage.gateway.dialect.Compat;
import dev.keelage.gateway.dialect.RenderedError;
import dev.keelage.gateway.dialect.error.ErrorHeaders;
import dev.keelage.gateway.dialect.error.UpstreamError;
import dev.keelage.gateway.dialect.json.Bytes;
import dev.keelage.gateway.dialect.json.Json;
import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.VendorError;
import dev.keelage.gateway.exchange.WireFormat;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * Errors as {@code {"error":{"message","type","param","code"}}}. LiteLLM's {@code code} is the
 * status as a string; OpenAI's own is a word.
 */
final class OpenAiErrors {
  /** Why a filter of Azure's refused a call. */
  private static final String DETAILS = "innererror";

  private final Compat compat;

  OpenAiErrors(Compat compat) {
    this.compat = compat;
  }

  RenderedError render(Rejection rejection) {
    OpenAiErrorShape shape = OpenAiErrorShape.of(rejection, compat);
    return new RenderedError(
        shape.status(), ErrorHeaders.of(rejection), Json.write(envelope(rejection, shape)));
  }

  /**
   * One event. SDKs raise at the member {@code error} and read no further, so no {@code [DONE]}
   * follows: a client that overlooks the error must not take the stream for whole.
   */
  Buffer renderInStream(Rejection rejection) {
    return Buffer.buffer("data: ")
        .appendBuffer(Json.write(envelope(rejection, OpenAiErrorShape.of(rejection, compat))))
        .appendString("\n\n");
  }

  private ObjectNode envelope(Rejection rejection, OpenAiErrorShape shape) {
    boolean strict = compat == Compat.STRICT_OPENAI;
    ObjectNode envelope = Json.object();
    ObjectNode error = envelope.putObject("error");
    error.put("message", shape.message());
    error.put("type", strict ? shape.strictType() : shape.type());
    error.put("param", OpenAiErrorShape.param(rejection).orElse(null));
    error.put("code", strict ? shape.strictCode().orElse(null) : Integer.toString(shape.status()));
    UpstreamError.details(rejection, WireFormat.OPENAI)
        .ifPresent(said -> error.putRawValue(DETAILS, new RawValue(said)));
    return envelope;
  }

  static VendorError decode(int status, Buffer body) {
    // Gemini's compatible endpoint has its errors in a list.
    return Json.parseObject(Bytes.of(body))
        .or(() -> Json.parseFirst(Bytes.of(body)))
        .flatMap(tree -> decode(status, tree))
        .orElseGet(
            () ->
                new VendorError(
                    status,
                    type(status),
                    Optional.empty(),
                    "The provider answered " + status + "."));
  }

  /** Where the vendor says none. */
  private static String type(int status) {
    return switch (status) {
      case 429 -> "rate_limit_error";
      default -> status >= 400 && status < 500 ? "invalid_request_error" : "api_error";
    };
  }

  /** The error of a stream's event, with the status that it would have had. */
  static VendorError decodeInStream(JsonNode tree) {
    return decode(500, tree)
        .map(e -> e.withStatus(statusInStream(e)))
        .orElseGet(
            () ->
                new VendorError(
                    500, "api_error", Optional.empty(), "The provider broke off with an error."));
  }

  /**
   * The error object in its envelope, or as some compatible servers have it without one or as a
   * plain string.
   */
  private static Optional<VendorError> decode(int status, JsonNode tree) {
    JsonNode error = tree.path("error");
    if (error.isTextual()) {
      return Optional.of(new VendorError(status, type(status), Optional.empty(), error.asText()));
    }
    JsonNode source = error.isObject() ? error : tree;
    Optional<String> message =
        message(source.path("message")).or(() -> message(tree.path("detail")));
    if (message.isEmpty()) {
      return Optional.empty();
    }
    JsonNode type = source.path("type");
    JsonNode code = source.path("code");
    return Optional.of(
        new VendorError(
            status,
            type.isTextual() ? type.asText() : type(status),
            code.isValueNode() && !code.isNull() ? Optional.of(code.asText()) : Optional.empty(),
            Optional.ofNullable(source.path("param").textValue()),
            message.get(),
            Json.objectText(source.path(DETAILS))
                .map(said -> new VendorError.Details(WireFormat.OPENAI, said))));
  }

  /** A text, or the list of faults that servers made with FastAPI have instead of one. */
  private static Optional<String> message(JsonNode said) {
    return said.isTextual()
        ? Optional.of(said.asText())
        : said.isContainerNode() && !said.isEmpty()
            ? Optional.of(Json.text(said))
            : Optional.empty();
  }

  private static int statusInStream(VendorError error) {
    String code = error.code().orElse("");
    if (code.matches("[45][0-9][0-9]")) {
      return Integer.parseInt(code);
    }
    return switch (error.type()) {
      case "invalid_request_error" -> 400;
      case "insufficient_quota", "rate_limit_error", "requests", "tokens" -> 429;
      case "overloaded_error" -> 503;
      default -> code.equals("rate_limit_exceeded") ? 429 : 500;
    };
  }
}
