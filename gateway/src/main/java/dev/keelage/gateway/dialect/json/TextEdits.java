package dev.keelage.gateway.dialect.json;

import dev.keelage.gateway.exchange.Envelope.Span;
import io.vertx.core.buffer.Buffer;
import java.util.function.UnaryOperator;

/**
 * Edits the words of a JSON body in place: every string value but those of members that carry
 * names, ids, addresses or media. Everything else stays byte for byte.
 */
public final class TextEdits {
  /** Members of these names hold media, unless what they hold is plain text. */
  private static final Names MEDIA = Names.of("url", "data", "file_data");

  private final Bytes body;
  private final JsonCursor cursor;
  private final Names untouched;
  private final Names words;
  private final UnaryOperator<String> edit;
  private final Buffer out = Buffer.buffer();
  private int copied;

  private TextEdits(Bytes body, Names untouched, Names words, UnaryOperator<String> edit) {
    this.body = body;
    this.cursor = new JsonCursor(body);
    this.untouched = untouched;
    this.words = words;
    this.edit = edit;
  }

  /**
   * @param untouched names of members whose strings are not words
   * @param words names of members in which everything is words, whatever its name
   * @return the same buffer if nothing changed
   * @throws InvalidJson the body is not JSON
   */
  public static Buffer apply(
      Buffer body, Names untouched, Names words, UnaryOperator<String> edit) {
    TextEdits edits = new TextEdits(Bytes.of(body), untouched, words, edit);
    edits.walk(false, false, false);
    edits.cursor.end();
    if (edits.copied == 0) {
      return body;
    }
    edits.copyTo(edits.body.length());
    return edits.out;
  }

  /**
   * @param free everything from here on is words
   */
  private void walk(boolean skip, boolean media, boolean free) {
    switch (cursor.peek()) {
      case OBJECT -> {
        cursor.beginObject();
        while (cursor.nextMember()) {
          boolean name = !free && cursor.keyIn(untouched) >= 0 && cursor.peek() != JsonKind.OBJECT;
          boolean inside = free || (cursor.keyIn(words) >= 0 && cursor.peek() == JsonKind.OBJECT);
          walk(name, !free && cursor.keyIn(MEDIA) >= 0, inside);
        }
      }
      case ARRAY -> {
        cursor.beginArray();
        while (cursor.nextElement()) {
          walk(skip, media, free);
        }
      }
      case STRING -> {
        if (skip) {
          cursor.skip();
        } else {
          text(media);
        }
      }
      case NUMBER, BOOLEAN, NULL -> cursor.skip();
    }
  }

  private void text(boolean media) {
    int from = cursor.offset();
    String before = cursor.string();
    if (media && isMedia(before)) {
      return;
    }
    String after = edit.apply(before);
    if (!after.equals(before)) {
      replace(new Span(from, cursor.offset()), Escapes.quote(after));
    }
  }

  private void replace(Span span, byte[] quoted) {
    copyTo(span.start());
    out.appendBytes(quoted);
    copied = span.end();
  }

  private void copyTo(int end) {
    out.appendBytes(body.array(), body.start() + copied, end - copied);
    copied = end;
  }

  /** Whether a text that may be media is, and no words. */
  public static boolean isMedia(String text) {
    return text.startsWith("data:") || isBase64(text);
  }

  private static boolean isBase64(String text) {
    return text.length() >= 64
        && text.chars()
            .allMatch(
                c ->
                    (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || c == '+'
                        || c == '/'
                        || c == '='
                        || c == '-'
                        || c == '_');
  }
}
