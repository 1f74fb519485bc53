package dev.keelage.gateway.store.redis.link;

/** Redis is there and answers a command with an error that will not pass by waiting. */
public final class RedisRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean unknownScript;

  RedisRefused(String message) {
    super(message, null, false, false);
    unknownScript = message.startsWith("NOSCRIPT");
  }

  /** Redis has not seen the script since it started: it wants the text. */
  boolean isUnknownScript() {
    return unknownScript;
  }
}
