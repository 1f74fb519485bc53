package dev.keelage.gateway.dialect.openai;

import dev.keelage.gateway.dialect.call.SplicedBody;
import dev.keelage.gateway.dialect.json.Bytes;
import dev.keelage.gateway.dialect.json.Escapes;
import dev.keelage.gateway.dialect.json.JsonCursor;
import dev.keelage.gateway.exchange.Envelope;
import dev.keelage.gateway.exchange.Envelope.Span;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * The caller's bytes with another model name, without what is not for vendors and, for streams,
 * with usage asked for.
 */
final class OpenAiSplice {
  private static final byte[] USAGE_MEMBER =
      "\"stream_options\":{\"include_usage\":true},".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] USAGE_OPTIONS =
      "{\"include_usage\":true".getBytes(StandardCharsets.US_ASCII);

  private OpenAiSplice() {}

  static Buffer splice(Envelope envelope, String model) {
    SplicedBody body = new SplicedBody(envelope, Escapes.quote(model).length + USAGE_MEMBER.length);
    if (!envelope.stream() || envelope.usageInStream()) {
      return body.model(envelope, model).whole();
    }
    Span options = envelope.streamOptionsSpan();
    if (!options.present()) {
      return body.insert(envelope.objectStart(), USAGE_MEMBER).model(envelope, model).whole();
    }
    byte[] asking = asking(Bytes.of(envelope.body()), options);
    return options.start() < envelope.modelSpan().start()
        ? body.replace(options, asking).model(envelope, model).whole()
        : body.model(envelope, model).replace(options, asking).whole();
  }

  /** The caller's stream options, but with usage; what else stands there (obfuscation) is kept. */
  private static byte[] asking(Bytes body, Span span) {
    Buffer out = Buffer.buffer(USAGE_OPTIONS);
    Bytes options = new Bytes(body.array(), body.start() + span.start(), body.start() + span.end());
    JsonCursor cursor = new JsonCursor(options);
    if (!cursor.skipNull()) {
      cursor.beginObject();
      while (cursor.nextMember()) {
        boolean keep = cursor.keyIn(OpenAiScan.STREAM_OPTION) < 0;
        String key = cursor.key();
        Span value = cursor.skipSpan();
        if (keep) {
          out.appendByte((byte) ',').appendBytes(Escapes.quote(key)).appendByte((byte) ':');
          out.appendBytes(
              options.array(), options.start() + value.start(), value.end() - value.start());
        }
      }
    }
    return out.appendByte((byte) '}').getBytes();
  }
}
