package dev.keelage.gateway.dialect.anthropic;

import dev.keelage.gateway.dialect.call.SplicedBody;
import dev.keelage.gateway.dialect.json.Escapes;
import dev.keelage.gateway.exchange.Envelope;
import io.vertx.core.buffer.Buffer;

/**
 * The caller's bytes with another model name and without what is not for vendors. Streams report
 * usage without being asked.
 */
final class AnthropicSplice {
  private AnthropicSplice() {}

  static Buffer splice(Envelope envelope, String model) {
    return new SplicedBody(envelope, Escapes.quote(model).length).model(envelope, model).whole();
  }
}
