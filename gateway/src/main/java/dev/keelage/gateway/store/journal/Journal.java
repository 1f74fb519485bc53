package dev.keelage.gateway.store.journal;

import dev.keelage.gateway.store.Utf8;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A bounded list of things to do that outlives the process: appended to files in mapped memory, and
 * read again at the next start. When a call returns, its note survives a kill of the process. Notes
 * cost about a microsecond; files are made and deleted by a worker. Safe from any thread. Whoever
 * does the things must bear doing one twice: a kill between the deed and its mark repeats it.
 */
public final class Journal {
  private static final Logger LOG = Logger.getLogger(Journal.class);
  private static final int SEGMENTS = 16;
  private static final long LARGEST_SEGMENT = 4 << 20;
  private static final long RETRY_MILLIS = 1000;

  /** So many notes are copied to let an old file go; more, and it stays. */
  private static final int CARRIED = 500;

  private final Vertx vertx;
  private final Path directory;
  private final long maxBytes;
  private final int segmentBytes;
  private final FileChannel lockFile;
  private final Map<String, String> recovered;

  // Under this object's lock.
  private final ArrayDeque<Segment> segments = new ArrayDeque<>();
  private final Map<String, Place> open = new HashMap<>();
  private final ArrayDeque<Note> unwritten = new ArrayDeque<>();
  private final Utf8 note = new Utf8(1024);
  private @Nullable Segment spare;
  private boolean working;
  private boolean closed;
  private long nextNumber;
  private volatile boolean full;

  /** Where the latest note of something to be done is. */
  private record Place(Segment segment, int at) {}

  /**
   * @param opens id of what is to be done; empty = nothing
   */
  private record Note(String opens, List<String> ends, Utf8 text) {}

  private Journal(
      Vertx vertx,
      Path directory,
      long maxBytes,
      FileChannel lockFile,
      Map<String, String> recovered) {
    this.vertx = vertx;
    this.directory = directory;
    this.maxBytes = maxBytes;
    this.segmentBytes = Math.toIntExact(Math.min(LARGEST_SEGMENT, maxBytes / SEGMENTS));
    this.lockFile = lockFile;
    this.recovered = Collections.unmodifiableMap(recovered);
  }

  /**
   * Opens the journal of a directory, which is created if need be. Blocks: for the start of the
   * process.
   *
   * @throws UncheckedIOException if the directory cannot be used
   * @throws IllegalStateException if another process uses it
   */
  public static Journal open(Vertx vertx, Path directory, long maxBytes) {
    try {
      Files.createDirectories(directory);
      FileChannel lock = DirectoryLock.take(directory);
      Replay replay = new Replay();
      List<Path> old = Segment.files(directory);
      for (Path file : old) {
        Segment.replay(file, replay);
      }
      Journal journal = new Journal(vertx, directory, maxBytes, lock, replay.unfinished());
      journal.nextNumber = old.isEmpty() ? 1 : Segment.number(old.getLast()) + 1;
      journal.begin();
      for (Path file : old) {
        Files.delete(file);
      }
      return journal;
    } catch (IOException e) {
      throw new UncheckedIOException("the journal in " + directory + " cannot be opened", e);
    }
  }

  /** What the last process left to be done, by id, oldest first. */
  public Map<String, String> recovered() {
    return recovered;
  }

  /**
   * Notes something to be done; under a known id, what is to be done instead.
   *
   * @param id without white space and commas
   * @param entry one line, not empty
   * @return false if the disk does not take it now: it is noted as soon as it does
   */
  public boolean add(String id, String entry) {
    return add(id, to -> to.append(entry));
  }

  /**
   * The same.
   *
   * @param entry appends the line; called at once
   */
  public synchronized boolean add(String id, Consumer<Utf8> entry) {
    note.clear();
    Replay.added(note, id, entry);
    return write(id, List.of());
  }

  /**
   * Notes something to be done that makes up for all of the others, in one step.
   *
   * @param ended at least one id
   * @param entry appends the line; called at once
   */
  public synchronized boolean replace(List<String> ended, String id, Consumer<Utf8> entry) {
    note.clear();
    Replay.replaced(note, ended, id, entry);
    return write(id, ended);
  }

  /** Notes that it is done. */
  public synchronized void done(String id) {
    note.clear();
    Replay.done(note, id);
    write("", List.of(id));
  }

  /** Whether the bound is reached, or the disk refuses. */
  public boolean full() {
    return full;
  }

  /** Lets the directory go. */
  public Future<Void> close() {
    return vertx
        .executeBlocking(
            () -> {
              end();
              return null;
            },
            true)
        .mapEmpty();
  }

  private synchronized void end() throws IOException {
    if (!closed) {
      rewrite();
      closed = true;
      segments.forEach(Segment::close);
      if (spare != null) {
        spare.delete();
      }
      lockFile.close();
    }
  }

  /** Writes the note at hand. */
  private boolean write(String opens, List<String> ends) {
    if (closed) {
      return false;
    }
    if (!unwritten.isEmpty()) {
      unwritten.add(kept(opens, ends));
      return false;
    }
    try {
      append(opens, ends, note);
      return true;
    } catch (IOException e) {
      LOG.errorf("journal in %s cannot be written: %s", directory, e.getMessage());
      unwritten.add(kept(opens, ends));
      full = true;
      vertx.setTimer(RETRY_MILLIS, id -> work());
      return false;
    }
  }

  private Note kept(String opens, List<String> ends) {
    return new Note(opens, ends, new Utf8(note.length()).append(note));
  }

  private void append(String opens, List<String> ends, Utf8 text) throws IOException {
    Segment current = current(text.length());
    int at = current.append(text.array(), text.length());
    for (String id : ends) {
      ended(id);
    }
    if (!opens.isEmpty()) {
      ended(opens);
      open.put(opens, new Place(current, at));
      current.opened();
    }
    if (segments.size() > 1 && segments.getFirst().open() == 0) {
      work();
    }
  }

  private void ended(String id) {
    Place place = open.remove(id);
    if (place != null) {
      place.segment().closedOne();
    }
  }

  private Segment current(int length) throws IOException {
    Segment last = segments.getLast();
    if (last.fits(length)) {
      return last;
    }
    Segment next = spare;
    spare = null;
    if (next == null || !next.fits(length)) {
      // Rare: the worker is late, or the note is larger than a file usually is. Files are used in
      // the order of their numbers.
      if (next != null) {
        next.delete();
      }
      long bytes = Math.max(segmentBytes, Segment.room(length));
      next = Segment.create(directory, nextNumber++, Math.toIntExact(bytes));
    }
    segments.add(next);
    full = size() >= maxBytes;
    work();
    return next;
  }

  /** Lets a worker do what takes time. */
  private void work() {
    if (!working && !closed) {
      working = true;
      vertx.executeBlocking(
          () -> {
            letGo().forEach(Segment::delete);
            makeSpare();
            return null;
          },
          true);
    }
  }

  /** Files that nobody needs, oldest first: one may hold the marks for notes of files before it. */
  private synchronized List<Segment> letGo() {
    working = false;
    List<Segment> unneeded = new ArrayList<>();
    if (!closed) {
      rewrite();
      while (segments.size() > 1 && carried(segments.getFirst())) {
        unneeded.add(segments.removeFirst());
      }
      full = !unwritten.isEmpty() || size() >= maxBytes;
    }
    return unneeded;
  }

  /** Callers do not wait for the disk meanwhile. */
  private void makeSpare() {
    long number;
    synchronized (this) {
      if (closed || spare != null) {
        return;
      }
      number = nextNumber++;
    }
    try {
      Segment made = Segment.create(directory, number, segmentBytes);
      synchronized (this) {
        if (!closed && spare == null && nextNumber == number + 1) {
          spare = made;
          return;
        }
      }
      made.delete();
    } catch (IOException e) {
      LOG.debugf("no spare file for the journal in %s: %s", directory, e.getMessage());
    }
  }

  /** Writes what the disk did not take. */
  private void rewrite() {
    try {
      while (!unwritten.isEmpty()) {
        Note oldest = unwritten.getFirst();
        append(oldest.opens(), oldest.ends(), oldest.text());
        unwritten.removeFirst();
      }
    } catch (IOException e) {
      vertx.setTimer(RETRY_MILLIS, id -> work());
    }
  }

  /**
   * A call that lasts must not keep all files that came after it: what little an old file still
   * holds is copied to the end.
   *
   * @return whether the file may go
   */
  private boolean carried(Segment oldest) {
    if (oldest.open() == 0) {
      return true;
    }
    if (segments.size() <= 2 || oldest.open() > CARRIED || !unwritten.isEmpty()) {
      return false;
    }
    List<String> ids =
        open.entrySet().stream()
            .filter(entry -> entry.getValue().segment() == oldest)
            .map(Map.Entry::getKey)
            .toList();
    for (String id : ids) {
      Place place = open.get(id);
      if (place == null) {
        continue;
      }
      byte[] text = oldest.read(place.at());
      Segment last = segments.getLast();
      if (!last.fits(text.length)) {
        return false;
      }
      open.put(id, new Place(last, last.append(text, text.length)));
      last.opened();
      oldest.closedOne();
    }
    return true;
  }

  /** Starts with what is left, so that the old files can go. */
  private synchronized void begin() throws IOException {
    segments.add(Segment.create(directory, nextNumber++, segmentBytes));
    for (Map.Entry<String, String> left : recovered.entrySet()) {
      note.clear();
      Replay.added(note, left.getKey(), to -> to.append(left.getValue()));
      append(left.getKey(), List.of(), note);
    }
  }

  private long size() {
    long size = 0;
    for (Segment segment : segments) {
      size += segment.bytes();
    }
    return size;
  }
}
