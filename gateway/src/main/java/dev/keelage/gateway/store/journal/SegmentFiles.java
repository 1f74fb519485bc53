package dev.keelage.gateway.store.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The files of a journal, oldest first, and one that is ready for when the last is full. They are
 * used in the order of their numbers. Used under the journal's lock, but for {@link #create}.
 */
final class SegmentFiles {
  private static final int SEGMENTS = 16;
  private static final long LARGEST_SEGMENT = 4 << 20;

  private final Path directory;
  private final long maxBytes;
  private final int segmentBytes;
  private final ArrayDeque<Segment> segments = new ArrayDeque<>();
  private @Nullable Segment spare;
  private long nextNumber;

  SegmentFiles(Path directory, long maxBytes, long firstNumber) {
    this.directory = directory;
    this.maxBytes = maxBytes;
    this.segmentBytes = Math.toIntExact(Math.min(LARGEST_SEGMENT, maxBytes / SEGMENTS));
    this.nextNumber = firstNumber;
  }

  /** Makes the first file. */
  void begin() throws IOException {
    segments.add(create(nextNumber++));
  }

  Segment last() {
    return segments.getLast();
  }

  Segment oldest() {
    return segments.getFirst();
  }

  int count() {
    return segments.size();
  }

  /** Takes the oldest file off; it is the caller's to delete. */
  Segment removeOldest() {
    return segments.removeFirst();
  }

  boolean full() {
    long size = 0;
    for (Segment segment : segments) {
      size += segment.bytes();
    }
    return size >= maxBytes;
  }

  /**
   * Begins another file, for a note that the last one has no room for.
   *
   * @param length of the note in bytes
   */
  Segment next(int length) throws IOException {
    Segment next = spare;
    spare = null;
    if (next == null || !next.fits(length)) {
      // Rare: the worker is late, or the note is larger than a file usually is.
      if (next != null) {
        next.delete();
      }
      long bytes = Math.max(segmentBytes, Segment.room(length));
      next = Segment.create(directory, nextNumber++, Math.toIntExact(bytes));
    }
    segments.add(next);
    return next;
  }

  /** The number of the spare file to be made; empty if there is one. */
  OptionalLong spareNumber() {
    return spare == null ? OptionalLong.of(nextNumber++) : OptionalLong.empty();
  }

  /** Makes a file of the usual size; takes about a millisecond. */
  Segment create(long number) throws IOException {
    return Segment.create(directory, number, segmentBytes);
  }

  /**
   * Takes a spare file.
   *
   * @return false if one with a later number was begun meanwhile: it must not come after that
   */
  boolean offerSpare(Segment made, long number) {
    if (spare != null || nextNumber != number + 1) {
      return false;
    }
    spare = made;
    return true;
  }

  /** Lets the files be, for the next process. */
  void close() {
    segments.forEach(Segment::close);
    if (spare != null) {
      spare.delete();
    }
  }
}
