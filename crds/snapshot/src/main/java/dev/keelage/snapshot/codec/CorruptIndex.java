package dev.keelage.snapshot.codec;

/** An index that cannot be read or contradicts itself. */
public final class CorruptIndex extends UnreadableSnapshot {
  private static final long serialVersionUID = 1;

  CorruptIndex(String message) {
    super(message);
  }
}
