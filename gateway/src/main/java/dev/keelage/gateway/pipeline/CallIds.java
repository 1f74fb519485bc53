package dev.keelage.gateway.pipeline;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Makes call ids: UUIDs of version 7 (RFC 9562), so that they sort by time. One per event loop; not
 * thread-safe.
 */
public final class CallIds {
  private final RandomGenerator random =
      RandomGeneratorFactory.of("L64X128MixRandom").create(new SecureRandom().nextLong());

  /**
   * @param epochMillis the call's beginning
   */
  public String next(long epochMillis) {
    long high = (epochMillis << 16) | 0x7000L | (random.nextLong() >>> 52);
    long low = 0x8000000000000000L | (random.nextLong() >>> 2);
    return new UUID(high, low).toString();
  }

  /** For choices that need no secrecy. */
  public RandomGenerator random() {
    return random;
  }
}
