package dev.keelage.gateway.dialect.json;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;

/** The inside of JSON strings, to and from text. */
public final class Escapes {
  private Escapes() {}

  /** A JSON string in UTF-8, quotes included. */
  public static byte[] quote(String text) {
    byte[] inside = JsonStringEncoder.getInstance().quoteAsUTF8(text);
    byte[] quoted = new byte[inside.length + 2];
    quoted[0] = '"';
    System.arraycopy(inside, 0, quoted, 1, inside.length);
    quoted[quoted.length - 1] = '"';
    return quoted;
  }

  /** The text of bytes that a cursor has already walked over. */
  public static String decode(Bytes checked) {
    return decode(checked.array(), checked.start(), checked.end());
  }

  static String decode(byte[] bytes, int from, int to) {
    StringBuilder text = new StringBuilder(to - from);
    int at = from;
    while (at < to) {
      int plainFrom = at;
      while (at < to && bytes[at] != '\\') {
        at++;
      }
      text.append(new String(bytes, plainFrom, at - plainFrom, StandardCharsets.UTF_8));
      if (at < to) {
        at = escape(bytes, at + 1, text);
      }
    }
    return text.toString();
  }

  private static int escape(byte[] bytes, int at, StringBuilder text) {
    switch (bytes[at]) {
      case 'b' -> text.append('\b');
      case 'f' -> text.append('\f');
      case 'n' -> text.append('\n');
      case 'r' -> text.append('\r');
      case 't' -> text.append('\t');
      case 'u' -> {
        int unit = 0;
        for (int i = at + 1; i < at + 5; i++) {
          unit = unit << 4 | Character.digit(bytes[i], 16);
        }
        text.append((char) unit);
        return at + 5;
      }
      default -> text.append((char) bytes[at]);
    }
    return at + 1;
  }
}
