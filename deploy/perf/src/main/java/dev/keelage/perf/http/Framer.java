package dev.keelage.perf.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * One HTTP/1.1 message at a time, collected from a socket: head, then a body of known length or in
 * chunks (RFC 9112, sections 6 and 7). No pipelining: both ends here wait for an answer before they
 * send again. Bodies that end with the connection are refused.
 */
public final class Framer {
  private static final byte[] CONTENT_LENGTH = "content-length:".getBytes(US_ASCII);
  private static final byte[] TRANSFER_ENCODING = "transfer-encoding: chunked".getBytes(US_ASCII);
  private static final byte[] CONNECTION_CLOSE = "connection: close".getBytes(US_ASCII);
  private static final byte[] BEARER = "authorization: bearer ".getBytes(US_ASCII);
  private static final byte[] API_KEY = "x-api-key: ".getBytes(US_ASCII);

  private enum Line {
    CHUNK_SIZE,
    CHUNK_END,
    TRAILER
  }

  private byte[] bytes = new byte[32 * 1024];
  private int limit;
  private int headEnd;
  private int bodyEnd;
  private int raw;
  private int left;
  private boolean chunked;
  private boolean closing;
  private boolean complete;
  private Line expected = Line.CHUNK_SIZE;
  private final CRC32 crc = new CRC32();

  /** Room for the next read from the socket. */
  public ByteBuffer space() {
    if (limit == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * bytes.length);
    }
    return ByteBuffer.wrap(bytes, limit, bytes.length - limit);
  }

  /**
   * Takes note of bytes read into {@link #space()}.
   *
   * @return whether the message is complete
   * @throws ProtocolException if the bytes are no message, or go on after its end
   */
  public boolean received(int count) throws ProtocolException {
    int searched = Math.max(0, limit - 3);
    limit += count;
    if (headEnd == 0 && !readHead(searched)) {
      return false;
    }
    if (chunked) {
      readChunks();
    } else {
      bodyEnd = Math.min(limit, headEnd + left);
      raw = bodyEnd;
      complete = bodyEnd == headEnd + left;
    }
    if (complete && raw != limit) {
      throw new ProtocolException((limit - raw) + " bytes after the end of the message");
    }
    return complete;
  }

  /** Forgets the message and starts on the next. */
  public void reset() {
    limit = 0;
    headEnd = 0;
    bodyEnd = 0;
    raw = 0;
    left = 0;
    chunked = false;
    closing = false;
    complete = false;
    expected = Line.CHUNK_SIZE;
  }

  /** Whether any byte of the current message has arrived. */
  public boolean begun() {
    return limit > 0;
  }

  /** Whether the sender closes the connection after this message. */
  public boolean closing() {
    return closing;
  }

  /** Decoded body bytes so far. */
  public int bodyLength() {
    return headEnd == 0 ? 0 : bodyEnd - headEnd;
  }

  /** The status code of a response. */
  public int status() {
    return (bytes[9] - '0') * 100 + (bytes[10] - '0') * 10 + (bytes[11] - '0');
  }

  /** Whether the first line begins so, for example {@code "POST /v1/messages "}. */
  public boolean startsWith(byte[] prefix) {
    return limit >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  /** What a request is signed with: the bearer token, else the x-api-key, else nothing. */
  public String credentials() {
    String bearer = field(BEARER);
    return bearer.isEmpty() ? field(API_KEY) : bearer;
  }

  private String field(byte[] name) {
    for (int line = lineAfter(0); line < headEnd - 2; line = lineAfter(line)) {
      if (isField(line, name)) {
        int from = line + name.length;
        return new String(bytes, from, lineAfter(line) - 2 - from, US_ASCII);
      }
    }
    return "";
  }

  /** CRC-32 of the body. */
  public long checksum() {
    crc.reset();
    crc.update(bytes, headEnd, bodyEnd - headEnd);
    return crc.getValue();
  }

  /** The body as text, each byte a character. */
  public String body() {
    return new String(bytes, headEnd, bodyEnd - headEnd, US_ASCII);
  }

  /**
   * The JSON member's value as it stands in the body, without quotes: found by its name alone, so
   * only for members that occur once. Empty if there is none.
   */
  public String member(byte[] quotedName) {
    int at = find(quotedName);
    if (at < 0) {
      return "";
    }
    int from = at + quotedName.length;
    while (from < bodyEnd && (bytes[from] == ':' || bytes[from] == ' ' || bytes[from] == '"')) {
      from++;
    }
    int to = from;
    while (to < bodyEnd && bytes[to] != '"' && bytes[to] != ',' && bytes[to] != '}') {
      to++;
    }
    return new String(bytes, from, to - from, US_ASCII);
  }

  private int find(byte[] needle) {
    int last = bodyEnd - needle.length;
    for (int at = headEnd; at <= last; at++) {
      if (bytes[at] == needle[0]
          && bytes[at + needle.length - 1] == needle[needle.length - 1]
          && Arrays.equals(bytes, at, at + needle.length, needle, 0, needle.length)) {
        return at;
      }
    }
    return -1;
  }

  private boolean readHead(int from) throws ProtocolException {
    for (int at = from; at <= limit - 4; at++) {
      if (bytes[at] == '\r'
          && bytes[at + 1] == '\n'
          && bytes[at + 2] == '\r'
          && bytes[at + 3] == '\n') {
        headEnd = at + 4;
        bodyEnd = headEnd;
        raw = headEnd;
        readFields();
        return true;
      }
    }
    return false;
  }

  private void readFields() throws ProtocolException {
    boolean framed = bytes[0] == 'G';
    for (int line = lineAfter(0); line < headEnd - 2; line = lineAfter(line)) {
      if (isField(line, CONTENT_LENGTH)) {
        left = number(line + CONTENT_LENGTH.length, 10);
        framed = true;
      } else if (isField(line, TRANSFER_ENCODING)) {
        chunked = true;
        framed = true;
      } else if (isField(line, CONNECTION_CLOSE)) {
        closing = true;
      }
    }
    if (!framed) {
      throw new ProtocolException("neither content-length nor chunked");
    }
  }

  private void readChunks() throws ProtocolException {
    while (!complete) {
      if (left > 0) {
        int count = Math.min(left, limit - raw);
        System.arraycopy(bytes, raw, bytes, bodyEnd, count);
        raw += count;
        bodyEnd += count;
        left -= count;
        if (left > 0) {
          return;
        }
      }
      int next = lineAfter(raw);
      if (next == 0) {
        return;
      }
      readLine(next);
    }
  }

  private void readLine(int next) throws ProtocolException {
    switch (expected) {
      case CHUNK_SIZE -> {
        left = number(raw, 16);
        expected = left == 0 ? Line.TRAILER : Line.CHUNK_END;
      }
      case CHUNK_END -> expected = Line.CHUNK_SIZE;
      case TRAILER -> complete = next == raw + 2;
    }
    raw = next;
  }

  /** Where the line after this one begins, or 0 if this one has not ended. */
  private int lineAfter(int from) {
    for (int at = from; at < limit; at++) {
      if (bytes[at] == '\n') {
        return at + 1;
      }
    }
    return 0;
  }

  private boolean isField(int at, byte[] lowerCase) {
    for (int i = 0; i < lowerCase.length; i++) {
      if ((bytes[at + i] | 0x20) != lowerCase[i]) {
        return false;
      }
    }
    return true;
  }

  private int number(int from, int radix) throws ProtocolException {
    int at = from;
    while (bytes[at] == ' ') {
      at++;
    }
    int value = 0;
    int first = at;
    for (int digit = Character.digit(bytes[at], radix);
        digit >= 0;
        digit = Character.digit(bytes[at], radix)) {
      value = value * radix + digit;
      at++;
    }
    if (at == first || value < 0) {
      throw new ProtocolException("no length where one belongs");
    }
    return value;
  }
}
