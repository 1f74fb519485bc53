package dev.keelage.gateway.dialect.json;

import dev.keelage.gateway.exchange.Envelope.Span;
import java.nio.charset.StandardCharsets;
import java.util.function.ToLongFunction;

/**
 * Reads JSON bytes front to back without building a tree. Strict: RFC 8259 grammar, valid UTF-8 and
 * whole surrogate pairs in every string, bounded depth and numbers, nothing behind the value. Every
 * method throws {@link InvalidJson} where the bytes are not JSON. Offsets count from the beginning
 * of the view.
 *
 * <p>An object is read by {@link #beginObject} and then, for each {@link #nextMember}, exactly one
 * of the value methods; arrays likewise.
 */
public final class JsonCursor {
  /** Deeper nesting is refused: no vendor's call needs it. */
  public static final int MAX_DEPTH = 128;

  private final byte[] bytes;
  private final int begin;
  private final int end;
  private final StringScanner strings;

  private int at;
  private int depth;

  /** A container was just opened: its end or its first item comes, not a comma. */
  private boolean fresh;

  private int keyStart;
  private int keyEnd;
  private boolean keyEscaped;
  private int valueStart;
  private int valueEnd;

  public JsonCursor(Bytes view) {
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

  /** What stands at the cursor. */
  public JsonKind peek() {
    return JsonKind.of(next(), offset());
  }

  public void beginObject() {
    begin('{');
    strings.weight += 2 * StringScanner.OTHER_ASCII;
  }

  public void beginArray() {
    begin('[');
  }

  /** Moves to the next member's value, or out of the object. */
  public boolean nextMember() {
    if (!nextItem('}')) {
      return false;
    }
    if (next() != '"') {
      throw fault("expected a member name");
    }
    keyStart = at + 1;
    keyEnd = strings.scan(keyStart);
    keyEscaped = strings.escaped;
    at = keyEnd + 1;
    if (next() != ':') {
      throw fault("expected a colon");
    }
    at++;
    next();
    strings.weight += StringScanner.OTHER_ASCII;
    return true;
  }

  /** Moves to the next element, or out of the array. */
  public boolean nextElement() {
    return nextItem(']');
  }

  /** Index of the current member's name, or -1; escapes in the name are understood. */
  public int keyIn(Names names) {
    return keyEscaped
        ? names.indexOf(text(keyStart, keyEnd, true))
        : names.indexOf(bytes, keyStart, keyEnd);
  }

  /** The current member's name. */
  public String key() {
    return text(keyStart, keyEnd, keyEscaped);
  }

  /** Reads a string. */
  public String string() {
    walkString();
    return text(valueStart, valueEnd, strings.escaped);
  }

  /** Walks over a string; its raw bytes are then those of {@link #rawValue}. */
  public void walkString() {
    if (next() != '"') {
      throw fault("expected a string");
    }
    valueStart = at + 1;
    valueEnd = strings.scan(valueStart);
    at = valueEnd + 1;
  }

  /** Walks over a string and gives its index, or -1; any other value is walked over too. */
  public int stringIn(Names names) {
    if (peek() != JsonKind.STRING) {
      skip();
      return -1;
    }
    walkString();
    return strings.escaped
        ? names.indexOf(text(valueStart, valueEnd, true))
        : names.indexOf(bytes, valueStart, valueEnd);
  }

  /** The inside of the string last read, escapes as they stand. */
  public Bytes rawValue() {
    return new Bytes(bytes, valueStart, valueEnd);
  }

  public boolean bool() {
    boolean value = next() == 't';
    literal(value ? "true" : "false");
    return value;
  }

  /**
   * Reads a number.
   *
   * @return its value if it is written as a plain non-negative integer below 10^18, else -1
   */
  public long wholeNumber() {
    int from = at;
    boolean plain = number();
    int length = at - from;
    if (!plain || bytes[from] == '-' || length > 18) {
      return -1;
    }
    long value = 0;
    for (int i = from; i < at; i++) {
      value = value * 10 + (bytes[i] - '0');
    }
    return value;
  }

  /** Walks over a null if one is there. */
  public boolean skipNull() {
    if (next() != 'n') {
      return false;
    }
    literal("null");
    return true;
  }

  /** Walks over any value. */
  public void skip() {
    switch (peek()) {
      case OBJECT -> {
        beginObject();
        while (nextMember()) {
          skip();
        }
      }
      case ARRAY -> {
        beginArray();
        while (nextElement()) {
          skip();
        }
      }
      case STRING -> walkString();
      case NUMBER -> number();
      case BOOLEAN -> bool();
      case NULL -> literal("null");
    }
  }

  /** Walks over any value and gives where it stands. */
  public Span skipSpan() {
    next();
    int from = offset();
    skip();
    return new Span(from, offset());
  }

  /** Nothing but white space may be left. */
  public void end() {
    whitespace();
    if (at < end) {
      throw fault("unexpected character behind the value");
    }
  }

  public int offset() {
    return at - begin;
  }

  /**
   * A cautious estimate of the tokens in everything walked over so far, structure included: not
   * below what vendors' tokenizers count for ordinary text.
   */
  public long tokensEstimate() {
    return (strings.weight + StringScanner.PER_TOKEN - 1) / StringScanner.PER_TOKEN;
  }

  /** Adds tokens that a vendor counts for something that is not written there. */
  public void addTokens(long tokens) {
    strings.weight += StringScanner.PER_TOKEN * tokens;
  }

  /** Walks over a string that counts as a given number of tokens instead of by its text. */
  public void walkString(ToLongFunction<Bytes> tokens) {
    long before = strings.weight;
    walkString();
    strings.weight = before + StringScanner.PER_TOKEN * tokens.applyAsLong(rawValue());
  }

  private void begin(char bracket) {
    if (next() != bracket) {
      throw fault("expected " + bracket);
    }
    if (++depth > MAX_DEPTH) {
      throw fault("nesting deeper than " + MAX_DEPTH);
    }
    at++;
    fresh = true;
  }

  private boolean nextItem(char close) {
    boolean first = fresh;
    fresh = false;
    int b = next();
    if (b == close) {
      at++;
      depth--;
      return false;
    }
    if (!first) {
      if (b != ',') {
        throw fault("expected a comma or " + close);
      }
      at++;
      next();
    }
    return true;
  }

  /** Walks over a number; true if it has digits only, with or without a minus. */
  private boolean number() {
    NumberScanner.Found found = NumberScanner.scan(bytes, begin, at, end);
    strings.weight += (long) StringScanner.OTHER_ASCII * ((found.end() - at + 1) / 2);
    at = found.end();
    return found.whole();
  }

  private void literal(String word) {
    for (int i = 0; i < word.length(); i++, at++) {
      if (at >= end) {
        throw fault("unexpected end");
      }
      if (bytes[at] != word.charAt(i)) {
        throw fault("unexpected character");
      }
    }
    strings.weight += StringScanner.OTHER_ASCII;
  }

  /** The next byte that is not white space. */
  private int next() {
    whitespace();
    if (at >= end) {
      throw fault("unexpected end");
    }
    return bytes[at];
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

  private InvalidJson fault(String what) {
    return strings.fault(what, at);
  }

  private String text(int from, int to, boolean escaped) {
    return escaped
        ? Escapes.decode(bytes, from, to)
        : new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
