package dev.keelage.gateway.store.journal;

import dev.keelage.gateway.store.Utf8;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The notes of a journal in its files: new ones go to the last file, and the oldest may go once
 * nothing in it is to be done. Used under the journal's lock, but for {@link #create}.
 */
final class NoteFiles {
  /** So many notes are copied to let an old file go; more, and it stays. */
  private static final int CARRIED = 500;

  private final SegmentFiles segments;
  private final OpenNotes open = new OpenNotes();

  /**
   * @param firstNumber above those of the files that are there
   */
  NoteFiles(Path directory, long maxBytes, long firstNumber) {
    this.segments = new SegmentFiles(directory, maxBytes, firstNumber);
  }

  /** Makes the first file. */
  void begin() throws IOException {
    segments.begin();
  }

  /**
   * Appends a note.
   *
   * @param opens id of what is to be done; empty = nothing
   * @param ends ids of what is done with it
   * @return whether files have to be made or can go now
   */
  boolean append(String opens, List<String> ends, Utf8 text) throws IOException {
    boolean fits = segments.last().fits(text.length());
    Segment current = fits ? segments.last() : segments.next(text.length());
    int at = current.append(text.array(), text.length());
    for (String id : ends) {
      open.ended(id);
    }
    if (!opens.isEmpty()) {
      open.opened(opens, current, at);
    }
    return !fits || segments.count() > 1 && segments.oldest().open() == 0;
  }

  /** Whether the bound is reached. */
  boolean full() {
    return segments.full();
  }

  /**
   * Takes off the files that nobody needs, oldest first: one may hold the marks for notes of files
   * before it.
   *
   * @param carry whether what little an old file still holds may be copied to the end: a call that
   *     lasts must not keep all files that came after it
   */
  List<Segment> removeUnneeded(boolean carry) {
    List<Segment> unneeded = new ArrayList<>();
    while (segments.count() > 1 && mayGo(segments.oldest(), carry)) {
      unneeded.add(segments.removeOldest());
    }
    return unneeded;
  }

  private boolean mayGo(Segment oldest, boolean carry) {
    if (oldest.open() == 0) {
      return true;
    }
    boolean worthIt = carry && segments.count() > 2 && oldest.open() <= CARRIED;
    return worthIt && open.carry(oldest, segments.last());
  }

  /** The number of the spare file to be made; empty if there is one. */
  OptionalLong spareNumber() {
    return segments.spareNumber();
  }

  /** Makes a file of the usual size; takes about a millisecond. */
  Segment create(long number) throws IOException {
    return segments.create(number);
  }

  /** See {@link SegmentFiles#offerSpare}. */
  boolean offerSpare(Segment made, long number) {
    return segments.offerSpare(made, number);
  }

  /** Lets the files be, for the next process. */
  void close() {
    segments.close();
  }
}
