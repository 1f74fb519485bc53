package dev.keelage.gateway.dialect.call;

import dev.keelage.gateway.dialect.MalformedCall;
import dev.keelage.gateway.dialect.json.JsonCursor;
import dev.keelage.gateway.dialect.json.JsonKind;
import dev.keelage.gateway.dialect.json.Names;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Walks over the members of an object of a call. A decisive member, one that the gateway reads,
 * stands at most once: a vendor that takes the other of two would be sent what the gateway did not
 * decide on.
 */
public final class CallMembers {
  /** Far above any vendor's bound, and safe to multiply with any price. */
  private static final long MAX_COUNT = Integer.MAX_VALUE;

  private static final int MAX_MODEL_NAME = 256;

  private final JsonCursor cursor;
  private final Names decisive;
  private int seen;
  private int index;

  /** The cursor stands before the object. */
  public CallMembers(JsonCursor cursor, Names decisive) {
    this.cursor = cursor;
    this.decisive = decisive;
    cursor.beginObject();
  }

  public boolean next() {
    if (!cursor.nextMember()) {
      return false;
    }
    index = cursor.keyIn(decisive);
    if (index >= 0) {
      int bit = 1 << index;
      if ((seen & bit) != 0) {
        throw malformed("is there twice");
      }
      seen |= bit;
    }
    return true;
  }

  /** Index of the current member's name among the decisive ones, or -1. */
  public int index() {
    return index;
  }

  public String modelName() {
    String model = string();
    if (model.isEmpty() || model.length() > MAX_MODEL_NAME) {
      throw malformed("must have 1 to " + MAX_MODEL_NAME + " characters");
    }
    requirePrintable(model);
    return model;
  }

  public void requirePrintable(String text) {
    if (text.codePoints().anyMatch(CallMembers::unprintable)) {
      throw malformed("must not have control characters");
    }
  }

  public String string() {
    require(JsonKind.STRING, "a string");
    return cursor.string();
  }

  /** What somebody is called; what is no text, or an empty one, counts as absent. */
  public Optional<String> name() {
    if (cursor.peek() != JsonKind.STRING) {
      cursor.skip();
      return Optional.empty();
    }
    return Optional.of(cursor.string()).filter(name -> !name.isBlank());
  }

  /** A boolean; null counts as absent, which is {@code false}. */
  public boolean flag() {
    if (cursor.skipNull()) {
      return false;
    }
    require(JsonKind.BOOLEAN, "a boolean");
    return cursor.bool();
  }

  /** A whole number; null counts as absent. */
  public OptionalLong count(long atLeast) {
    if (cursor.skipNull()) {
      return OptionalLong.empty();
    }
    require(JsonKind.NUMBER, "a whole number");
    long value = cursor.wholeNumber();
    if (value < atLeast || value > MAX_COUNT) {
      throw malformed("must be a whole number from " + atLeast + " to " + MAX_COUNT);
    }
    return OptionalLong.of(value);
  }

  public void require(JsonKind kind, String words) {
    if (cursor.peek() != kind) {
      throw malformed("must be " + words);
    }
  }

  public MalformedCall malformed(String what) {
    String name = decisive.get(index);
    return new MalformedCall("'" + name + "' " + what + ".", Optional.of(name));
  }

  public static MalformedCall missing(String name) {
    return new MalformedCall("'" + name + "' is missing.", Optional.of(name));
  }

  private static boolean unprintable(int codePoint) {
    return Character.isISOControl(codePoint) || codePoint == 0x2028 || codePoint == 0x2029;
  }
}
