package dev.keelage.gateway.provider.wire;

import java.util.Arrays;

/**
 * A request's line and header fields as bytes, one per character. Whatever could end a field early,
 * and so begin another one, is refused (RFC 9110, section 5.5).
 */
public final class HeadBytes {
  private static final String TOKEN_SIGNS = "!#$%&'*+-.^_`|~";

  private byte[] bytes;
  private int length;

  private HeadBytes(int capacity) {
    bytes = new byte[capacity];
  }

  /** To be followed by nothing but fields. */
  public static HeadBytes post(String uri, Origin origin) {
    for (int i = 0; i < uri.length(); i++) {
      if (uri.charAt(i) <= ' ' || uri.charAt(i) >= 0x7f) {
        throw new IllegalArgumentException("a request target with a character out of place");
      }
    }
    HeadBytes head = new HeadBytes(512);
    head.put("POST ");
    head.put(uri);
    head.put(" HTTP/1.1\r\n");
    return head.field("host", origin.authority());
  }

  /** Fields only, to be put behind a request line. */
  public static HeadBytes fields() {
    return new HeadBytes(128);
  }

  /**
   * @throws IllegalArgumentException the name is no token, or the value has a control character
   *     other than a tab, or one that is no byte; the message does not repeat the value
   */
  public HeadBytes field(String name, String value) {
    check(name, value);
    put(name);
    put(": ");
    put(value);
    put("\r\n");
    return this;
  }

  /** Fields that were made before. */
  public HeadBytes fields(byte[] made) {
    room(made.length);
    System.arraycopy(made, 0, bytes, length, made.length);
    length += made.length;
    return this;
  }

  public byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }

  private void put(String checked) {
    int size = checked.length();
    room(size);
    for (int i = 0; i < size; i++) {
      bytes[length + i] = (byte) checked.charAt(i);
    }
    length += size;
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  private static void check(String name, String value) {
    for (int i = 0; i < name.length(); i++) {
      if (!tokenCharacter(name.charAt(i))) {
        throw new IllegalArgumentException("a header whose name is no token");
      }
    }
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a header without a name");
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
        throw new IllegalArgumentException("header " + name + " has a character out of place");
      }
    }
  }

  private static boolean tokenCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || TOKEN_SIGNS.indexOf(c) >= 0;
  }
}
