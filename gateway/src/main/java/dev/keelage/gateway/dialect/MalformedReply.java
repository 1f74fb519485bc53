package dev.keelage.gateway.dialect;

/** An upstream's answer that is not what its dialect says. The message quotes no content. */
public final class MalformedReply extends RuntimeException {
  public MalformedReply(String message) {
    super(message, null, false, false);
  }
}
