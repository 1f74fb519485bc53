package dev.keelage.operator.inquiry.book;

/** An answer would take longer, or be larger, than one question may have. */
public final class TooMuchAsked extends RuntimeException {
  TooMuchAsked(String message) {
    super(message);
  }
}
