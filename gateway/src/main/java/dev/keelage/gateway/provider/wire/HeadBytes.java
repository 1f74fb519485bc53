package dev.keelage.gateway.provider.wire;

import java.nio.charset.StandardCharsets;

/**
 * A request's line and header fields as bytes. Whatever could end a field early, and so begin
 * another one, is refused (RFC 9110, section 5.5).
 */
public final class HeadBytes {
  private static final String TOKEN_SIGNS = "!#$%&'*+-.^_`|~";

  private final StringBuilder text;

  private HeadBytes(int characters) {
    text = new StringBuilder(characters);
  }

  /** To be followed by nothing but fields. */
  public static HeadBytes post(String uri, Origin origin) {
    HeadBytes head = new HeadBytes(512);
    for (int i = 0; i < uri.length(); i++) {
      if (uri.charAt(i) <= ' ' || uri.charAt(i) >= 0x7f) {
        throw new IllegalArgumentException("a request target with a character out of place");
      }
    }
    head.text.append("POST ").append(uri).append(" HTTP/1.1\r\n");
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
    text.append(name).append(": ").append(value).append("\r\n");
    return this;
  }

  /** One byte per character. */
  public byte[] bytes() {
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
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
