package dev.keelage.gateway.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.util.Arrays;

/**
 * The head of an answer as bytes, written line by line in the order in which it is said. One is
 * used again for every answer of a connection. Its size is what the gateway itself says, so it
 * grows without a bound.
 */
final class ResponseHead {
  private static final int MIN_STATUS = 100;
  private static final int MAX_DIGITS = 10;
  private static final byte[][] STATUS_LINES = new byte[500][];
  private static final byte[] CONTENT_LENGTH = ascii("content-length: ");
  private static final byte[] END_OF_LINES = ascii("\r\n\r\n");
  private static final byte[] CHUNKED = ascii("transfer-encoding: chunked\r\n");
  private static final byte[] CLOSE = ascii("connection: close\r\n");
  private static final byte[] KEEP_ALIVE = ascii("connection: keep-alive\r\n");

  /** Which characters a name may have (RFC 9110 §5.6.2). */
  private static final boolean[] TOKEN = new boolean[0x80];

  static {
    for (char c = '!'; c < 0x7f; c++) {
      TOKEN[c] = Character.isLetterOrDigit(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }
    for (int i = 0; i < STATUS_LINES.length; i++) {
      STATUS_LINES[i] = ascii("HTTP/1.1 " + HttpResponseStatus.valueOf(MIN_STATUS + i) + "\r\n");
    }
  }

  private final HttpDate date;
  private byte[] bytes = new byte[512];
  private int length;

  ResponseHead(HttpDate date) {
    this.date = date;
  }

  /**
   * Forgets what has been said and begins anew.
   *
   * @param status 100 to 599
   */
  void begin(int status) {
    length = 0;
    put(STATUS_LINES[status - MIN_STATUS]);
    put(date.line());
  }

  /**
   * @param name a token (RFC 9110 §5.6.2)
   * @param value characters that could end its line, and all other controls but the tab, become
   *     spaces (§5.5); what is not ISO 8859-1 becomes a question mark
   * @throws IllegalArgumentException not a token
   */
  void header(CharSequence name, CharSequence value) {
    int nameLength = name.length();
    int valueLength = value.length();
    reserve(nameLength + valueLength + 4);
    if (name instanceof AsciiString constant) {
      System.arraycopy(constant.array(), constant.arrayOffset(), bytes, length, nameLength);
    } else {
      token(name, nameLength);
    }
    int at = length + nameLength;
    bytes[at++] = ':';
    bytes[at++] = ' ';
    for (int i = 0; i < valueLength; i++) {
      char c = value.charAt(i);
      bytes[at++] = (byte) (c >= ' ' && c < 0x7f ? c : unusual(c));
    }
    bytes[at++] = '\r';
    bytes[at++] = '\n';
    length = at;
  }

  /** The last header before a whole body, and the empty line after it. */
  void contentLength(int size) {
    put(CONTENT_LENGTH);
    digits(size);
    put(END_OF_LINES);
  }

  void chunked() {
    put(CHUNKED);
  }

  void closes() {
    put(CLOSE);
  }

  /** HTTP/1.0 wants to be told. */
  void keepsAlive() {
    put(KEEP_ALIVE);
  }

  /** The empty line after the last header. */
  void end() {
    reserve(2);
    bytes[length++] = '\r';
    bytes[length++] = '\n';
  }

  /** In bytes. */
  int size() {
    return length;
  }

  void writeTo(ByteBuf out) {
    out.writeBytes(bytes, 0, length);
  }

  private void digits(int number) {
    reserve(MAX_DIGITS);
    int digits = 1;
    for (int rest = number / 10; rest != 0; rest /= 10) {
      digits++;
    }
    length += digits;
    int rest = number;
    for (int at = length - 1; digits > 0; digits--, at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  private void token(CharSequence name, int nameLength) {
    if (nameLength == 0) {
      throw new IllegalArgumentException("a header without a name");
    }
    for (int i = 0; i < nameLength; i++) {
      char c = name.charAt(i);
      if (c >= TOKEN.length || !TOKEN[c]) {
        throw new IllegalArgumentException("not a header's name: " + name);
      }
      bytes[length + i] = (byte) c;
    }
  }

  private static int unusual(char c) {
    if (c == '\t') {
      return c;
    }
    return c < ' ' || c == 0x7f ? ' ' : c <= 0xff ? c : '?';
  }

  private void put(byte[] constant) {
    reserve(constant.length);
    System.arraycopy(constant, 0, bytes, length, constant.length);
    length += constant.length;
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
