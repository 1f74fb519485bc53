package dev.keelage.gateway.dialect.anthropic;

import dev.keelage.gateway.dialect.json.Bytes;
import dev.keelage.gateway.dialect.json.Escapes;
import dev.keelage.gateway.exchange.Envelope;
import dev.keelage.gateway.exchange.Envelope.Span;
import io.vertx.core.buffer.Buffer;

/** The caller's bytes with another model name. Streams report usage without being asked. */
final class AnthropicSplice {
  private AnthropicSplice() {}

  static Buffer splice(Envelope envelope, String model) {
    Bytes body = Bytes.of(envelope.body());
    Span span = envelope.modelSpan();
    byte[] quoted = Escapes.quote(model);
    return Buffer.buffer(body.length() + quoted.length)
        .appendBytes(body.array(), body.start(), span.start())
        .appendBytes(quoted)
        .appendBytes(body.array(), body.start() + span.end(), body.length() - span.end());
  }
}
