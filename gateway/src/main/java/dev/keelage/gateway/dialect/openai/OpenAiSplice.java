package dev.keelage.gateway.dialect.openai;

import dev.keelage.gateway.dialect.json.Bytes;
import dev.keelage.gateway.dialect.json.Escapes;
import dev.keelage.gateway.dialect.json.JsonCursor;
import dev.keelage.gateway.exchange.Envelope;
import dev.keelage.gateway.exchange.Envelope.Span;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The caller's bytes with another model name, without what is not for vendors and, for streams,
 * with usage asked for.
 */
final class OpenAiSplice {
  private static final byte[] USAGE_MEMBER =
      "\"stream_options\":{\"include_usage\":true},".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] USAGE_OPTIONS =
      "{\"include_usage\":true".getBytes(StandardCharsets.US_ASCII);

  private final Bytes body;
  private final Buffer out;
  private final List<Span> leftOut;
  private int copied;
  private int cut;

  private OpenAiSplice(Bytes body, List<Span> leftOut, int room) {
    this.body = body;
    this.leftOut = leftOut;
    this.out = Buffer.buffer(body.length() + room);
  }

  static Buffer splice(Envelope envelope, String model) {
    Bytes body = Bytes.of(envelope.body());
    byte[] quoted = Escapes.quote(model);
    OpenAiSplice splice =
        new OpenAiSplice(body, leftOut(envelope, body), quoted.length + USAGE_MEMBER.length);
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
    while (cut < leftOut.size() && leftOut.get(cut).start() < end) {
      append(copied, leftOut.get(cut).start());
      copied = leftOut.get(cut++).end();
    }
    append(copied, end);
    copied = end;
  }

  private static List<Span> leftOut(Envelope envelope, Bytes body) {
    List<Span> members = envelope.notSent();
    return members.isEmpty()
        ? members
        : members.stream().map(member -> withComma(member, envelope.modelSpan(), body)).toList();
  }

  /**
   * A member goes with the comma that is on the model's side, as the model stays: so no two go with
   * the same. One in an object of its own has a comma at one side at least.
   */
  private static Span withComma(Span member, Span model, Bytes body) {
    int before = member.start() - 1;
    while (isSpace(body, before)) {
      before--;
    }
    int behind = member.end();
    while (isSpace(body, behind)) {
      behind++;
    }
    boolean follows = isComma(body, behind);
    return follows && (member.start() < model.start() || !isComma(body, before))
        ? new Span(member.start(), behind + 1)
        : new Span(before, member.end());
  }

  private static boolean isComma(Bytes body, int at) {
    return body.array()[body.start() + at] == ',';
  }

  private static boolean isSpace(Bytes body, int at) {
    return body.array()[body.start() + at] <= ' ';
  }

  private void append(int from, int to) {
    out.appendBytes(body.array(), body.start() + from, to - from);
  }
}
