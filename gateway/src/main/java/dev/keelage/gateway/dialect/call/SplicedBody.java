package dev.keelage.gateway.dialect.call;

import dev.keelage.gateway.dialect.json.Bytes;
import dev.keelage.gateway.dialect.json.Escapes;
import dev.keelage.gateway.exchange.Envelope;
import dev.keelage.gateway.exchange.Envelope.Span;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * A caller's bytes with some of them replaced, front to back, and without what is not for vendors
 * ({@link Envelope#notSent}).
 */
public final class SplicedBody {
  private final Bytes body;
  private final Buffer out;
  private final List<Span> leftOut;
  private int copied;
  private int cut;

  /**
   * @param room how many bytes more there will be at most
   */
  public SplicedBody(Envelope envelope, int room) {
    this.body = Bytes.of(envelope.body());
    this.leftOut = leftOut(envelope, body);
    this.out = Buffer.buffer(body.length() + room);
  }

  public SplicedBody insert(int at, byte[] text) {
    copyTo(at);
    out.appendBytes(text);
    return this;
  }

  public SplicedBody replace(Span span, byte[] text) {
    insert(span.start(), text);
    copied = span.end();
    return this;
  }

  /** The caller's model name replaced by the upstream's. */
  public SplicedBody model(Envelope envelope, String model) {
    return replace(envelope.modelSpan(), Escapes.quote(model));
  }

  /** With all that follows. */
  public Buffer whole() {
    copyTo(body.length());
    return out;
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
