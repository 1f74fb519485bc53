package dev.keelage.gateway.dialect.anthropic;

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

/** Errors as {@code {"type":"error","error":{"type","message"}}}. */
final class AnthropicErrors {
  private static final String DETAILS = "details";

  /** Anthropic's SDKs then send the whole conversation, as they do without server-held threads. */
  private static final String NO_THREADS =
      "{\"error_code\":\"thread_unsupported_request\",\"unsupported\":[\"provider\"]}";

  private static final String NO_SUCH_ENCODING =
      "{\"error_code\":\"request_body_encoding_unsupported\"}";

  private final Compat compat;

  AnthropicErrors(Compat compat) {
    this.compat = compat;
  }

  RenderedError render(Rejection rejection) {
    AnthropicErrorShape shape = AnthropicErrorShape.of(rejection, compat);
    return new RenderedError(
        shape.status(), ErrorHeaders.of(rejection), Json.write(envelope(rejection, shape)));
  }

  /** An event {@code error}; SDKs raise at it and read no further. */
  Buffer renderInStream(Rejection rejection) {
    return Buffer.buffer("event: error\ndata: ")
        .appendBuffer(Json.write(envelope(rejection, AnthropicErrorShape.of(rejection, compat))))
        .appendString("\n\n");
  }

  private static ObjectNode envelope(Rejection rejection, AnthropicErrorShape shape) {
    ObjectNode envelope = Json.object();
    envelope.put("type", "error");
    ObjectNode error = envelope.putObject("error");
    error.put("type", shape.type()).put("message", shape.message());
    details(rejection).ifPresent(said -> error.putRawValue(DETAILS, new RawValue(said)));
    return envelope;
  }

  /** What SDKs branch on: the vendor's own, or the gateway's in the vendor's words. */
  private static Optional<String> details(Rejection rejection) {
    if (rejection instanceof Rejection.Untranslatable r && r.feature().startsWith("'thread'")) {
      return Optional.of(NO_THREADS);
    }
    return rejection instanceof Rejection.EncodingUnsupported
        ? Optional.of(NO_SUCH_ENCODING)
        : UpstreamError.details(rejection, WireFormat.ANTHROPIC);
  }

  static VendorError decode(int status, Buffer body) {
    return Json.parseObject(Bytes.of(body))
        .flatMap(tree -> decode(status, tree))
        .orElseGet(
            () ->
                new VendorError(
                    status,
                    AnthropicErrorShape.type(status),
                    Optional.empty(),
                    "The provider answered " + status + "."));
  }

  /** The error of a stream's event, with the status that it would have had. */
  static VendorError decodeInStream(JsonNode tree) {
    return decode(500, tree)
        .map(e -> e.withStatus(AnthropicErrorShape.status(e.type())))
        .orElseGet(
            () ->
                new VendorError(
                    500, "api_error", Optional.empty(), "The provider broke off with an error."));
  }

  private static Optional<VendorError> decode(int status, JsonNode tree) {
    JsonNode error = tree.path("error");
    if (!error.path("message").isTextual()) {
      return Optional.empty();
    }
    return Optional.of(
        new VendorError(
            status,
            error.path("type").asText(AnthropicErrorShape.type(status)),
            Optional.empty(),
            Optional.empty(),
            error.get("message").asText(),
            Json.objectText(error.path(DETAILS))
                .map(said -> new VendorError.Details(WireFormat.ANTHROPIC, said))));
  }
}
