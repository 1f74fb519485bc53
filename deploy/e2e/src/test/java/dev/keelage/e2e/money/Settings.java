package dev.keelage.e2e.money;

import java.time.Duration;

/** What can be asked of these tests, as system properties. */
final class Settings {
  private static final System.Logger LOG = System.getLogger(Settings.class.getName());

  private Settings() {}

  /** {@code money.seed}; if not said, any. Logged, so that it can be said again. */
  static long seed() {
    long seed = Long.getLong("money.seed", System.nanoTime());
    LOG.log(System.Logger.Level.INFO, "the same again: -Dmoney.seed=" + seed);
    return seed;
  }

  /** {@code money.outage}: for how many seconds Postgres is away; 5 if not said. */
  static Duration outage() {
    return Duration.ofSeconds(Long.getLong("money.outage", 5));
  }
}
