package dev.keelage.e2e.money;

import java.time.Duration;

/** How long a fault lasts; nothing is asserted after it that had to be true by then. */
final class Pause {
  private Pause() {}

  static void of(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
