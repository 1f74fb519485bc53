package dev.keelage.gateway.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Text put together as UTF-8, for what goes to files and sockets in the end: as a string it would
 * be copied three times more on its way. Grows as needed.
 */
public final class Utf8 {
  private static final int MAX_DIGITS = 19;

  private byte[] bytes;
  private int length;

  /**
   * @param capacity in bytes, to begin with
   */
  public Utf8(int capacity) {
    bytes = new byte[capacity];
  }

  /** Forgets the text and keeps its room. */
  public void clear() {
    length = 0;
  }

  /** In bytes. */
  public int length() {
    return length;
  }

  /** What the text is in, from 0 to {@link #length}; not to be kept or changed. */
  public byte[] array() {
    return bytes;
  }

  /**
   * @param character of ASCII
   */
  public Utf8 append(char character) {
    room(1);
    bytes[length++] = (byte) character;
    return this;
  }

  public Utf8 append(String text) {
    int size = text.length();
    room(size);
    int at = length;
    for (int i = 0; i < size; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        length = at;
        return appendEncoded(text.substring(i));
      }
      bytes[at++] = (byte) c;
    }
    length = at;
    return this;
  }

  public Utf8 append(long number) {
    if (number < 0) {
      return append(Long.toString(number));
    }
    room(MAX_DIGITS);
    int digits = 1;
    for (long rest = number / 10; rest != 0; rest /= 10) {
      digits++;
    }
    length += digits;
    int at = length;
    long rest = number;
    do {
      bytes[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest != 0);
    return this;
  }

  public Utf8 append(Utf8 text) {
    append(text.bytes, text.length);
    return this;
  }

  /**
   * Appends the name of a JSON member and the colon behind it.
   *
   * @param name of ASCII, with nothing in it that JSON escapes
   */
  void appendName(String name) {
    int size = name.length();
    room(size + 3);
    int at = length;
    bytes[at++] = '"';
    for (int i = 0; i < size; i++) {
      bytes[at++] = (byte) name.charAt(i);
    }
    bytes[at++] = '"';
    bytes[at++] = ':';
    length = at;
  }

  /**
   * Appends the beginning of a text, up to the first character that JSON escapes (RFC 8259, section
   * 7) or that is not ASCII.
   *
   * @return how many characters that were
   */
  int appendPlain(String text) {
    int size = text.length();
    room(size);
    int at = length;
    int i = 0;
    while (i < size) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || c >= 0x80) {
        break;
      }
      bytes[at++] = (byte) c;
      i++;
    }
    length = at;
    return i;
  }

  private Utf8 appendEncoded(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    append(encoded, encoded.length);
    return this;
  }

  private void append(byte[] more, int size) {
    room(size);
    System.arraycopy(more, 0, bytes, length, size);
    length += size;
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
