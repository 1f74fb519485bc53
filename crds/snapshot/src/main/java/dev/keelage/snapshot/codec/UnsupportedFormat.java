package dev.keelage.snapshot.codec;

/** A snapshot in a format that a newer operator writes and this gateway does not read. */
public final class UnsupportedFormat extends UnreadableSnapshot {
  private static final long serialVersionUID = 1;

  UnsupportedFormat(int formatVersion) {
    super(
        "the snapshot has format version %d, this gateway reads up to %d: update the gateway to the operator's version"
            .formatted(formatVersion, SnapshotIndex.FORMAT_VERSION));
  }
}
