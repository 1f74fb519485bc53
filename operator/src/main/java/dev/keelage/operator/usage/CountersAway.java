package dev.keelage.operator.usage;

/** The counters cannot be read now. */
public final class CountersAway extends Exception {
  private static final long serialVersionUID = 1;

  public CountersAway(String message) {
    super(message);
  }
}
