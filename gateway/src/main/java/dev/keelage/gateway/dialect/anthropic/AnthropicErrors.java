package dev.keelage.gateway.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keelage.gateway.dialect.Compat;
import dev.keelage.gateway.dialect.RenderedError;
import dev.keelage.gateway.dialect.error.ErrorHeaders;
import dev.keelage.gateway.dialect.json.Bytes;
import dev.keelage.gateway.dialect.json.Json;
import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.VendorError;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** Errors as {@code {"type":"error","error":{"type","message"}}}. */
final class AnthropicErrors {
  private final Compat compat;

  AnthropicErrors(Compat compat) {
    this.compat = compat;
  }

  RenderedError render(Rejection rejection) {
    AnthropicErrorShape shape = AnthropicErrorShape.of(rejection, compat);
    return new RenderedError(
        shape.status(), ErrorHeaders.of(rejection), Json.write(envelope(shape)));
  }

  /** An event {@code error}; SDKs raise at it and read no further. */
  Buffer renderInStream(Rejection rejection) {
    return Buffer.buffer("event: error\ndata: ")
        .appendBuffer(Json.write(envelope(AnthropicErrorShape.of(rejection, compat))))
        .appendString("\n\n");
  }

  private static ObjectNode envelope(AnthropicErrorShape shape) {
    ObjectNode envelope = Json.object();
    envelope.put("type", "error");
    envelope.putObject("error").put("type", shape.type()).put("message", shape.message());
    return envelope;
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
        .map(
            e ->
                new VendorError(
                    AnthropicErrorShape.status(e.type()), e.type(), e.code(), e.message()))
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
            error.get("message").asText()));
  }
}
