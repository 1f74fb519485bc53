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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * A bounded list of things to do that outlives the process: appended to files in mapped memory, and
 * read again at the next start. When a call returns, its note survives a kill of the process. Notes
 * cost about a microsecond; files are made and deleted by a worker. Safe from any thread. Whoever
 * does the things must bear doing one twice: a kill between the deed and its mark repeats it.
 */
public final class Journal {
  private static final Logger LOG = Logger.getLogger(Journal.class);
  private static final long RETRY_MILLIS = 1000;

  private final Vertx vertx;
  private final Path directory;
  private final FileChannel lockFile;
  private final Map<String, String> recovered;

  // Under this object's lock.
  private final NoteFiles files;
  private final ArrayDeque<Note> unwritten = new ArrayDeque<>();
  private final Utf8 note = new Utf8(1024);
  private boolean working;
  private boolean closed;
  private volatile boolean full;

  /**
   * @param opens id of what is to be done; empty = nothing
   */
  private record Note(String opens, List<String> ends, Utf8 text) {}

  private Journal(
      Vertx vertx,
      Path directory,
      NoteFiles files,
      FileChannel lockFile,
      Map<String, String> recovered) {
    this.vertx = vertx;
    this.directory = directory;
    this.files = files;
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
      long first = old.isEmpty() ? 1 : Segment.number(old.getLast()) + 1;
      NoteFiles files = new NoteFiles(directory, maxBytes, first);
      Journal journal = new Journal(vertx, directory, files, lock, replay.unfinished());
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
      files.close();
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
    if (files.append(opens, ends, text)) {
      full = files.full();
      work();
    }
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

  private synchronized List<Segment> letGo() {
    working = false;
    if (closed) {
      return List.of();
    }
    rewrite();
    List<Segment> unneeded = files.removeUnneeded(unwritten.isEmpty());
    full = !unwritten.isEmpty() || files.full();
    return unneeded;
  }

  /** Callers do not wait for the disk meanwhile. */
  private void makeSpare() {
    OptionalLong number = spareNumber();
    if (number.isEmpty()) {
      return;
    }
    try {
      Segment made = files.create(number.getAsLong());
      if (!takesSpare(made, number.getAsLong())) {
        made.delete();
      }
    } catch (IOException e) {
      LOG.debugf("no spare file for the journal in %s: %s", directory, e.getMessage());
    }
  }

  private synchronized OptionalLong spareNumber() {
    return closed ? OptionalLong.empty() : files.spareNumber();
  }

  private synchronized boolean takesSpare(Segment made, long number) {
    return !closed && files.offerSpare(made, number);
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

  /** Starts with what is left, so that the old files can go. */
  private synchronized void begin() throws IOException {
    files.begin();
    for (Map.Entry<String, String> left : recovered.entrySet()) {
      note.clear();
      Replay.added(note, left.getKey(), to -> to.append(left.getValue()));
      append(left.getKey(), List.of(), note);
    }
  }
}
