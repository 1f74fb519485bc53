package dev.keelage.gateway.dialect.sse;

import dev.keelage.gateway.dialect.json.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What one frame says. Names of events are passed over: both vendors repeat them in the data.
 *
 * @param data of all {@code data} lines, joined by line feeds; empty for a comment
 */
public record SseEvent(Bytes data) {
  private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

  public static SseEvent parse(Bytes frame) {
    byte[] bytes = frame.array();
    Bytes data = new Bytes(bytes, frame.start(), frame.start());
    boolean hasData = false;
    int at = behindByteOrderMark(frame);
    while (at < frame.end()) {
      int lineEnd = lineEnd(bytes, at, frame.end());
      int colon = colon(bytes, at, lineEnd);
      int value = Math.min(colon + 1, lineEnd);
      if (value < lineEnd && bytes[value] == ' ') {
        value++;
      }
      if (is(DATA, bytes, at, colon)) {
        Bytes line = new Bytes(bytes, value, lineEnd);
        data = hasData ? join(data, line) : line;
        hasData = true;
      }
      at = lineEnd + 1;
    }
    return new SseEvent(data);
  }

  /** OpenAI's last event. */
  public boolean done() {
    return is(DONE, data.array(), data.start(), data.end());
  }

  public boolean empty() {
    return data.length() == 0;
  }

  private static int behindByteOrderMark(Bytes frame) {
    byte[] bytes = frame.array();
    int start = frame.start();
    boolean mark =
        frame.length() >= 3
            && bytes[start] == (byte) 0xEF
            && bytes[start + 1] == (byte) 0xBB
            && bytes[start + 2] == (byte) 0xBF;
    return mark ? start + 3 : start;
  }

  private static int lineEnd(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != '\n' && bytes[at] != '\r') {
      at++;
    }
    return at;
  }

  private static int colon(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != ':') {
      at++;
    }
    return at;
  }

  private static boolean is(byte[] word, byte[] bytes, int from, int to) {
    return to - from == word.length && Arrays.equals(word, 0, word.length, bytes, from, to);
  }

  private static Bytes join(Bytes first, Bytes second) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream(first.length() + 1 + second.length());
    joined.write(first.array(), first.start(), first.length());
    joined.write('\n');
    joined.write(second.array(), second.start(), second.length());
    return Bytes.of(joined.toByteArray());
  }
}
