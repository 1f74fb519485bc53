package dev.keelage.operator.usage;

/** The counters cannot be read now. */
final class CountersAway extends Exception {
  private static final long serialVersionUID = 1;

  CountersAway(String message) {
    super(message);
  }
}
