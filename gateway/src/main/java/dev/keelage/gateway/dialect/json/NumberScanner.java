package dev.keelage.gateway.dialect.json;

/** Walks over a JSON number. */
final class NumberScanner {
  private static final int MAX_BYTES = 256;

  private final byte[] bytes;
  private final int begin;
  private final int end;
  private int at;

  private NumberScanner(byte[] bytes, int begin, int from, int end) {
    this.bytes = bytes;
    this.begin = begin;
    this.at = from;
    this.end = end;
  }

  /**
   * @param end index behind the number
   * @param whole it has digits only, with or without a minus
   */
  record Found(int end, boolean whole) {}

  /**
   * @param begin of the document, for offsets in complaints
   * @param from index of the number's first byte
   */
  static Found scan(byte[] bytes, int begin, int from, int end) {
    NumberScanner scanner = new NumberScanner(bytes, begin, from, end);
    boolean whole = scanner.number();
    if (scanner.at - from > MAX_BYTES) {
      throw new InvalidJson("number is too long", from - begin);
    }
    return new Found(scanner.at, whole);
  }

  private boolean number() {
    if (bytes[at] == '-') {
      at++;
    }
    if (at < end && bytes[at] == '0') {
      at++;
    } else {
      digits();
    }
    boolean whole = true;
    if (at < end && bytes[at] == '.') {
      whole = false;
      at++;
      digits();
    }
    if (at < end && (bytes[at] | 0x20) == 'e') {
      whole = false;
      at++;
      if (at < end && (bytes[at] == '+' || bytes[at] == '-')) {
        at++;
      }
      digits();
    }
    return whole;
  }

  private void digits() {
    int from = at;
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    if (at == from) {
      throw new InvalidJson(at < end ? "expected a digit" : "unexpected end", at - begin);
    }
  }
}
