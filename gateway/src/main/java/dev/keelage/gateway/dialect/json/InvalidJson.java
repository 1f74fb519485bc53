package dev.keelage.gateway.dialect.json;

/** Bytes that are not JSON as RFC 8259 has it. The message names the byte offset, never content. */
public final class InvalidJson extends RuntimeException {
  private final String reason;

  InvalidJson(String what, int offset) {
    super(what + " at byte " + offset, null, false, false);
    this.reason = what + " at byte " + offset;
  }

  /** What is wrong and where, for example {@code invalid UTF-8 at byte 17}. */
  public String reason() {
    return reason;
  }
}
