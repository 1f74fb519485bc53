package dev.keelage.gateway.store;

/**
 * Writes JSON into text, for the many small records of the money path: what a general generator
 * costs in buffers and checks is more than such a record itself. Whoever calls keeps to the
 * grammar.
 */
public final class JsonText {
  private static final String HEX = "0123456789abcdef";

  private final Utf8 text;
  private boolean comma;

  /** Appends to that text. */
  public JsonText(Utf8 text) {
    this.text = text;
  }

  public void writeStartObject() {
    open('{');
  }

  public void writeEndObject() {
    close('}');
  }

  public void writeObjectFieldStart(String name) {
    writeFieldName(name);
    writeStartObject();
  }

  public void writeStartArray() {
    open('[');
  }

  public void writeEndArray() {
    close(']');
  }

  public void writeArrayFieldStart(String name) {
    writeFieldName(name);
    writeStartArray();
  }

  /**
   * @param name one of our own, with nothing in it that JSON escapes
   */
  public void writeFieldName(String name) {
    separate();
    text.appendName(name);
    comma = false;
  }

  public void writeString(String value) {
    separate();
    quote(value);
  }

  public void writeNumber(long value) {
    separate();
    text.append(value);
  }

  public void writeStringField(String name, String value) {
    writeFieldName(name);
    writeString(value);
  }

  public void writeNumberField(String name, long value) {
    writeFieldName(name);
    writeNumber(value);
  }

  public void writeBooleanField(String name, boolean value) {
    writeFieldName(name);
    separate();
    text.append(value ? "true" : "false");
  }

  /** Begins a string whose characters the caller appends, as JSON escapes them. */
  Utf8 openText() {
    separate();
    return text.append('"');
  }

  void closeText() {
    text.append('"');
  }

  private void open(char bracket) {
    separate();
    text.append(bracket);
    comma = false;
  }

  private void close(char bracket) {
    text.append(bracket);
    comma = true;
  }

  private void separate() {
    if (comma) {
      text.append(',');
    }
    comma = true;
  }

  private void quote(String value) {
    text.append('"');
    int plain = text.appendPlain(value);
    if (plain < value.length()) {
      text.append(escaped(value.substring(plain)));
    }
    text.append('"');
  }

  /** RFC 8259, section 7: quotation mark, reverse solidus and control characters are escaped. */
  private static String escaped(String value) {
    StringBuilder escaped = new StringBuilder(value.length() + 16);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ') {
        escaped.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
      } else {
        escaped.append(c == '"' || c == '\\' ? "\\" : "").append(c);
      }
    }
    return escaped.toString();
  }
}
