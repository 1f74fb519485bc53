package dev.keelage.gateway.stage.admit;

/** The counters cannot be reached, or not in time. */
public final class StoreUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreUnavailable(String message) {
    // On the request path, possibly thousands of times a second: no stack trace.
    super(message, null, false, false);
  }
}
