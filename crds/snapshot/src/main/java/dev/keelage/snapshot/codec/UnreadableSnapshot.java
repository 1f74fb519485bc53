package dev.keelage.snapshot.codec;

/**
 * A published snapshot that this process cannot use; the message says what and why, without any of
 * its content.
 */
public abstract sealed class UnreadableSnapshot extends RuntimeException
    permits CorruptShard, CorruptIndex, UnsupportedFormat {
  private static final long serialVersionUID = 1;

  UnreadableSnapshot(String message) {
    super(message);
  }
}
