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

  private static final int MAX_DIGITS = 18;
  private static final long MAX_FIGURE = 1_000_000_000_000L;

  private final byte[] bytes;
  private final int begin;
  private final JsonLexer lexer;
  private int depth;

  /** A container was just opened: its end or its first item comes, not a comma. */
  private boolean fresh;

  private int keyStart;
  private int keyEnd;
  private boolean keyEscaped;

  public JsonCursor(Bytes view) {
    this.bytes = view.array();
    this.begin = view.start();
    this.lexer = new JsonLexer(view);
  }

  /** What stands at the cursor. */
  public JsonKind peek() {
    return JsonKind.of(lexer.next(), lexer.offset());
  }

  public void beginObject() {
    begin('{');
    lexer.weigh(2);
  }

  public void beginArray() {
    begin('[');
  }

  /** Moves to the next member's value, or out of the object. */
  public boolean nextMember() {
    if (!nextItem('}')) {
      return false;
    }
    string("a member name");
    keyStart = lexer.from();
    keyEnd = lexer.to();
    keyEscaped = lexer.escaped();
    if (lexer.next() != ':') {
      throw lexer.fault("expected a colon");
    }
    lexer.step();
    lexer.next();
    lexer.weigh(1);
    return true;
  }

  /** Moves to the next element, or out of the array. */
  public boolean nextElement() {
    return nextItem(']');
  }

  /** Index of the current member's name, or -1; escapes in the name are understood. */
  public int keyIn(Names names) {
    return keyEscaped ? names.indexOf(key()) : names.indexOf(bytes, keyStart, keyEnd);
  }

  /** Where the current member's name begins, its quote included; before its value is read. */
  public int keyOffset() {
    return keyStart - 1 - begin;
  }

  /** The current member's name. */
  public String key() {
    return text(keyStart, keyEnd, keyEscaped);
  }

  /** Reads a string. */
  public String string() {
    walkString();
    return text(lexer.from(), lexer.to(), lexer.escaped());
  }

  /** Walks over a string; its raw bytes are then those of {@link #rawValue}. */
  public void walkString() {
    string("a string");
  }

  /** Walks over a string and gives its index, or -1; any other value is walked over too. */
  public int stringIn(Names names) {
    if (peek() != JsonKind.STRING) {
      skip();
      return -1;
    }
    walkString();
    return lexer.escaped()
        ? names.indexOf(text(lexer.from(), lexer.to(), true))
        : names.indexOf(bytes, lexer.from(), lexer.to());
  }

  /** The inside of the string last read, escapes as they stand. */
  public Bytes rawValue() {
    return new Bytes(bytes, lexer.from(), lexer.to());
  }

  public boolean bool() {
    boolean value = lexer.next() == 't';
    lexer.literal(value ? "true" : "false");
    return value;
  }

  /**
   * Reads a number.
   *
   * @return its value if it is written as a plain non-negative integer below 10^18, else -1
   */
  public long wholeNumber() {
    boolean plain = lexer.number();
    int from = lexer.from();
    int to = lexer.to();
    return plain && bytes[from] != '-' && to - from <= MAX_DIGITS ? digits(from, to) : -1;
  }

  /**
   * Reads a number that counts something, as vendors report it: some write {@code 11.0}.
   *
   * @return rounded up; from 0 to 10^12, which nobody has counted to
   */
  public long figure() {
    boolean plain = lexer.number();
    int from = lexer.from();
    int to = lexer.to();
    if (plain && bytes[from] != '-' && to - from <= MAX_DIGITS) {
      return Math.min(digits(from, to), MAX_FIGURE);
    }
    String text = new String(bytes, from, to - from, StandardCharsets.US_ASCII);
    return Math.clamp((long) Math.ceil(Double.parseDouble(text)), 0, MAX_FIGURE);
  }

  private long digits(int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      value = value * 10 + (bytes[i] - '0');
    }
    return value;
  }

  /** Walks over a null if one is there. */
  public boolean skipNull() {
    if (lexer.next() != 'n') {
      return false;
    }
    lexer.literal("null");
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
      case NUMBER -> lexer.number();
      case BOOLEAN -> bool();
      case NULL -> lexer.literal("null");
    }
  }

  /** Walks over any value and gives where it stands. */
  public Span skipSpan() {
    lexer.next();
    int from = offset();
    skip();
    return new Span(from, offset());
  }

  /** Nothing but white space may be left. */
  public void end() {
    lexer.end();
  }

  public int offset() {
    return lexer.offset();
  }

  /**
   * A cautious estimate of the tokens in everything walked over so far, structure included: not
   * below what vendors' tokenizers count for ordinary text.
   */
  public long tokensEstimate() {
    return (lexer.weight() + StringScanner.PER_TOKEN - 1) / StringScanner.PER_TOKEN;
  }

  /** Adds tokens that a vendor counts for something that is not written there. */
  public void addTokens(long tokens) {
    lexer.reweigh(lexer.weight() + StringScanner.PER_TOKEN * tokens);
  }

  /** Walks over a string that counts as a given number of tokens instead of by its text. */
  public void walkString(ToLongFunction<Bytes> tokens) {
    long before = lexer.weight();
    walkString();
    lexer.reweigh(before + StringScanner.PER_TOKEN * tokens.applyAsLong(rawValue()));
  }

  private void string(String expected) {
    if (lexer.next() != '"') {
      throw lexer.fault("expected " + expected);
    }
    lexer.string();
  }

  private void begin(char bracket) {
    if (lexer.next() != bracket) {
      throw lexer.fault("expected " + bracket);
    }
    if (++depth > MAX_DEPTH) {
      throw lexer.fault("nesting deeper than " + MAX_DEPTH);
    }
    lexer.step();
    fresh = true;
  }

  private boolean nextItem(char close) {
    boolean first = fresh;
    fresh = false;
    int b = lexer.next();
    if (b == close) {
      lexer.step();
      depth--;
      return false;
    }
    if (!first) {
      if (b != ',') {
        throw lexer.fault("expected a comma or " + close);
      }
      lexer.step();
      lexer.next();
    }
    return true;
  }

  private String text(int from, int to, boolean escaped) {
    return escaped
        ? Escapes.decode(bytes, from, to)
        : new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
