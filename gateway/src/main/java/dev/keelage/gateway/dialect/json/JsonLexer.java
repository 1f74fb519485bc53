package dev.keelage.gateway.dialect.json;

/**
 * Where a cursor stands in JSON bytes: walks over white space, strings, numbers and literals,
 * checks their grammar and weighs them (see {@link StringScanner}). Knows nothing of what contains
 * what.
 */
final class JsonLexer {
  private final byte[] bytes;
  private final int begin;
  private final int end;
  private final StringScanner strings;

  private int at;
  private int from;
  private int to;

  JsonLexer(Bytes view) {
    this.bytes = view.array();
    this.begin = view.start();
    this.end = view.end();
    this.at = begin;
    this.strings = new StringScanner(bytes, begin, end);
    if (end - begin >= 3
        && bytes[begin] == (byte) 0xEF
        && bytes[begin + 1] == (byte) 0xBB
        && bytes[begin + 2] == (byte) 0xBF) {
      throw new InvalidJson("byte order mark", 0);
    }
  }

  /** The next byte that is not white space; stands at it. */
  int next() {
    whitespace();
    if (at >= end) {
      throw fault("unexpected end");
    }
    return bytes[at];
  }

  /** Walks over the byte it stands at. */
  void step() {
    at++;
  }

  /** Nothing but white space may be left. */
  void end() {
    whitespace();
    if (at < end) {
      throw fault("unexpected character behind the value");
    }
  }

  /** From the beginning of the view. */
  int offset() {
    return at - begin;
  }

  /**
   * Walks over the string that begins here; {@link #from} and {@link #to} are around its inside.
   */
  void string() {
    from = at + 1;
    to = strings.scan(from);
    at = to + 1;
  }

  /** Index of the first byte in the last string or number. */
  int from() {
    return from;
  }

  /** Index behind the last byte in the last string or number. */
  int to() {
    return to;
  }

  /** Whether the last string had an escape. */
  boolean escaped() {
    return strings.escaped;
  }

  /** Walks over a number; true if it has digits only, with or without a minus. */
  boolean number() {
    NumberScanner.Found found = NumberScanner.scan(bytes, begin, at, end);
    weigh((found.end() - at + 1) / 2);
    from = at;
    to = found.end();
    at = to;
    return found.whole();
  }

  void literal(String word) {
    for (int i = 0; i < word.length(); i++, at++) {
      if (at >= end) {
        throw fault("unexpected end");
      }
      if (bytes[at] != word.charAt(i)) {
        throw fault("unexpected character");
      }
    }
    weigh(1);
  }

  /** Adds what so many characters of structure weigh. */
  void weigh(int characters) {
    strings.weight += (long) StringScanner.OTHER_ASCII * characters;
  }

  /** In parts of a token, see {@link StringScanner#PER_TOKEN}. */
  long weight() {
    return strings.weight;
  }

  void reweigh(long weight) {
    strings.weight = weight;
  }

  InvalidJson fault(String what) {
    return strings.fault(what, at);
  }

  private void whitespace() {
    while (at < end && bytes[at] <= ' ') {
      int b = bytes[at];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return;
      }
      at++;
    }
  }
}
