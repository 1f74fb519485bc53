package dev.keelage.gateway.dialect.json;

/** The kinds of JSON values. */
public enum JsonKind {
  OBJECT,
  ARRAY,
  STRING,
  NUMBER,
  BOOLEAN,
  NULL;

  /**
   * @param first byte of a value
   * @param offset of it, for the complaint
   * @throws InvalidJson no value begins so
   */
  static JsonKind of(int first, int offset) {
    return switch (first) {
      case '"' -> STRING;
      case '{' -> OBJECT;
      case '[' -> ARRAY;
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> NUMBER;
      case 't', 'f' -> BOOLEAN;
      case 'n' -> NULL;
      default -> throw new InvalidJson("unexpected character", offset);
    };
  }
}
