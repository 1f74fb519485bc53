package dev.keelage.gateway.standalone.embedded;

/** Something that the user can mend; the message says how and is all they need to see. */
public final class CannotStart extends RuntimeException {
  private static final long serialVersionUID = 1;

  public CannotStart(String message) {
    super(message);
  }

  public CannotStart(String message, Throwable cause) {
    super(message, cause);
  }
}
