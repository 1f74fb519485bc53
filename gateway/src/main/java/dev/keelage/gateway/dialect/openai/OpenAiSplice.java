package dev.keelage.gateway.dialect.openai;

import dev.keelage.gateway.dialect.json.Bytes;
import dev.keelage.gateway.dialect.json.Escapes;
import dev.keelage.gateway.dialect.json.JsonCursor;
import dev.keelage.gateway.exchange.Envelope;
import dev.keelage.gateway.exchange.Envelope.Span;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/** The caller's bytes with another model name and, for streams, with usage asked for. */
final class OpenAiSplice {
  private static final byte[] USAGE_MEMBER =
      "\"stream_options\":{\"include_usage\":true},".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] USAGE_OPTIONS =
      "{\"include_usage\":true".getBytes(StandardCharsets.US_ASCII);

  private final Bytes body;
  private final Buffer out;
  private int copied;

  private OpenAiSplice(Bytes body, int room) {
    this.body = body;
    this.out = Buffer.buffer(body.length() + room);
  }

  static Buffer splice(Envelope envelope, String model) {
    Bytes body = Bytes.of(envelope.body());
    byte[] quoted = Escapes.quote(model);
    OpenAiSplice splice = new OpenAiSplice(body, quoted.length + USAGE_MEMBER.length);
    boolean askForUsage = envelope.stream() && !envelope.usageInStream();
    Span options = envelope.streamOptionsSpan();
    if (askForUsage && !options.present()) {
      splice.insert(envelope.objectStart(), USAGE_MEMBER);
    }
    boolean optionsFirst = options.start() < envelope.modelSpan().start();
    if (askForUsage && options.present() && optionsFirst) {
      splice.options(options);
    }
    splice.replace(envelope.modelSpan(), quoted);
    if (askForUsage && options.present() && !optionsFirst) {
      splice.options(options);
    }
    splice.copyTo(body.length());
    return splice.out;
  }

  private void insert(int at, byte[] text) {
    copyTo(at);
    out.appendBytes(text);
  }

  private void replace(Span span, byte[] text) {
    insert(span.start(), text);
    copied = span.end();
  }

  /** The caller's stream options, but with usage; what else stands there (obfuscation) is kept. */
  private void options(Span span) {
    insert(span.start(), USAGE_OPTIONS);
    JsonCursor cursor =
        new JsonCursor(
            new Bytes(body.array(), body.start() + span.start(), body.start() + span.end()));
    if (!cursor.skipNull()) {
      cursor.beginObject();
      while (cursor.nextMember()) {
        boolean keep = cursor.keyIn(OpenAiScan.STREAM_OPTION) < 0;
        String key = cursor.key();
        Span value = cursor.skipSpan();
        if (keep) {
          out.appendByte((byte) ',').appendBytes(Escapes.quote(key)).appendByte((byte) ':');
          append(span.start() + value.start(), span.start() + value.end());
        }
      }
    }
    out.appendByte((byte) '}');
    copied = span.end();
  }

  private void copyTo(int end) {
    append(copied, end);
    copied = end;
  }

  private void append(int from, int to) {
    out.appendBytes(body.array(), body.start() + from, to - from);
  }
}
