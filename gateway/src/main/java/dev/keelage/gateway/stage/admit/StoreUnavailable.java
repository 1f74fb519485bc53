package dev.keelage.gateway.stage.admit;

/** The counters cannot be reached, or not in time. */
public final class StoreUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean mayHold;

  /**
   * @param mayHold whether the request was on its way, so that the store may have reserved without
   *     our hearing of it
   */
  public StoreUnavailable(String message, boolean mayHold) {
    // On the request path, possibly thousands of times a second: no stack trace.
    super(message, null, false, false);
    this.mayHold = mayHold;
  }

  /** Whether a reservation may have been made all the same, which is to be taken back. */
  public boolean mayHold() {
    return mayHold;
  }
}
