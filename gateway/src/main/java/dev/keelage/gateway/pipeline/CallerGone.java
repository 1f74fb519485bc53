package dev.keelage.gateway.pipeline;

/** The caller's connection closed before the call was complete: there is nobody to answer. */
public final class CallerGone extends RuntimeException {
  public CallerGone() {
    super("the caller left", null, false, false);
  }
}
