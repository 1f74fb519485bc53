package dev.keelage.gateway.store.journal;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * A bounded list of things to do that outlives the process: appended to files, and read again at
 * the next start. Callers never wait; a worker writes behind them, within a millisecond or so.
 * Whoever does the things must bear doing one twice: a kill between the deed and its mark repeats
 * it.
 */
public final class Journal {
  private static final Logger LOG = Logger.getLogger(Journal.class);
  private static final int SEGMENTS = 16;
  private static final long RETRY_MILLIS = 1000;

  private final Vertx vertx;
  private final Path directory;
  private final long maxBytes;
  private final FileChannel lockFile;
  private final Map<String, String> recovered;
  private final ConcurrentLinkedQueue<Note> notes = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean writing = new AtomicBoolean();

  // Touched under this object's lock only, by workers.
  private final ArrayDeque<Segment> segments = new ArrayDeque<>();
  private final Map<String, Segment> open = new HashMap<>();
  private final List<Note> unwritten = new ArrayList<>();
  private long nextNumber;

  private volatile boolean full;
  private volatile boolean closed;

  /**
   * @param entry empty = done
   */
  private record Note(String id, String entry) {
    String line() {
      return entry.isEmpty() ? Segment.done(id) : Segment.added(id, entry);
    }
  }

  private Journal(
      Vertx vertx,
      Path directory,
      long maxBytes,
      FileChannel lockFile,
      Map<String, String> recovered) {
    this.vertx = vertx;
    this.directory = directory;
    this.maxBytes = maxBytes;
    this.lockFile = lockFile;
    this.recovered = recovered;
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
      FileChannel lock = lock(directory);
      Map<String, String> unfinished = new LinkedHashMap<>();
      List<Path> old = Segment.files(directory);
      for (Path file : old) {
        Segment.replay(file, unfinished);
      }
      Journal journal = new Journal(vertx, directory, maxBytes, lock, Map.copyOf(unfinished));
      journal.nextNumber = old.isEmpty() ? 1 : Segment.number(old.getLast()) + 1;
      journal.begin(unfinished);
      for (Path file : old) {
        Files.delete(file);
      }
      return journal;
    } catch (IOException e) {
      throw new UncheckedIOException("the journal in " + directory + " cannot be opened", e);
    }
  }

  /** What the last process left to be done, by id. */
  public Map<String, String> recovered() {
    return recovered;
  }

  /**
   * Notes something to be done.
   *
   * @param id without white space
   * @param entry one line, not empty
   */
  public void add(String id, String entry) {
    notes.add(new Note(id, entry));
    write();
  }

  /** Notes that it is done. */
  public void done(String id) {
    notes.add(new Note(id, ""));
    write();
  }

  /** Whether the bound is reached, or the disk refuses. */
  public boolean full() {
    return full;
  }

  /** Writes what is noted and lets the directory go. */
  public Future<Void> close() {
    closed = true;
    return vertx
        .executeBlocking(
            () -> {
              writeBehind();
              segments.forEach(Segment::close);
              lockFile.close();
              return null;
            },
            true)
        .mapEmpty();
  }

  private void write() {
    if (writing.compareAndSet(false, true)) {
      vertx.executeBlocking(
          () -> {
            writing.set(false);
            writeBehind();
            return null;
          },
          true);
    }
  }

  /** Workers of several event loops may come at once. */
  private synchronized void writeBehind() {
    for (Note note = notes.poll(); note != null; note = notes.poll()) {
      unwritten.add(note);
    }
    if (unwritten.isEmpty()) {
      return;
    }
    try {
      append(unwritten);
      unwritten.clear();
      full = size() > maxBytes;
    } catch (IOException e) {
      if (!full) {
        LOG.errorf("journal in %s cannot be written: %s", directory, e.getMessage());
      }
      full = true;
      if (!closed) {
        vertx.setTimer(RETRY_MILLIS, id -> write());
      }
    }
  }

  private void append(Collection<Note> batch) throws IOException {
    StringBuilder lines = new StringBuilder();
    batch.forEach(note -> lines.append(note.line()));
    Segment current = segments.getLast();
    current.write(lines.toString());
    for (Note note : batch) {
      if (!note.entry().isEmpty()) {
        if (open.put(note.id(), current) == null) {
          current.opened(1);
        }
      } else {
        Segment holder = open.remove(note.id());
        if (holder != null) {
          holder.closedOne();
        }
      }
    }
    if (current.bytes() > maxBytes / SEGMENTS) {
      segments.add(Segment.create(directory, nextNumber++));
    }
    // Oldest first: a file may hold the marks for entries of files before it, never after it.
    while (segments.size() > 1 && segments.getFirst().finished()) {
      segments.removeFirst().delete();
    }
  }

  /** Starts with what is left, so that the old files can go. */
  private void begin(Map<String, String> unfinished) throws IOException {
    Segment first = Segment.create(directory, nextNumber++);
    segments.add(first);
    StringBuilder lines = new StringBuilder();
    unfinished.forEach(
        (id, entry) -> {
          lines.append(Segment.added(id, entry));
          open.put(id, first);
        });
    first.write(lines.toString());
    first.opened(unfinished.size());
  }

  private long size() {
    long size = 0;
    for (Segment segment : segments) {
      size += segment.bytes();
    }
    return size;
  }

  private static FileChannel lock(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // This very process has it: the same answer.
      LOG.debug("journal is open in this process", e);
    }
    channel.close();
    throw new IllegalStateException(
        "the journal in "
            + directory
            + " is in use by another gateway; give each its own directory");
  }
}
