package dev.keelage.gateway.store.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * One file of the journal, of a fixed size and mapped into memory: what is appended is in the
 * system's page cache when the call returns, and so outlives the process, though not the machine. A
 * frame is its length in bytes (0 = the end) and a note as UTF-8, padded to whole words.
 */
final class Segment {
  private static final Logger LOG = Logger.getLogger(Segment.class);
  private static final String SUFFIX = ".notes";
  private static final int WORD = Integer.BYTES;
  private static final int ZEROS = 64 << 10;
  private static final VarHandle LENGTH = ValueLayout.JAVA_INT.varHandle();

  private final Path file;
  private final Arena arena;
  private final MemorySegment memory;
  private int end;
  private int open;

  private Segment(Path file, Arena arena, MemorySegment memory) {
    this.file = file;
    this.arena = arena;
    this.memory = memory;
  }

  /**
   * Creates a file whose space is really there: a mapped file that the disk has no room for would
   * break the process, not the call. Blocks for about a millisecond.
   */
  static Segment create(Path directory, long number, int bytes) throws IOException {
    Path file = directory.resolve("%016d%s".formatted(number, SUFFIX));
    Arena arena = Arena.ofShared();
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(ZEROS, bytes));
      for (int left = bytes; left > 0; ) {
        zeros.clear().limit(Math.min(left, zeros.capacity()));
        left -= channel.write(zeros);
      }
      return new Segment(file, arena, channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, arena));
    } catch (IOException e) {
      arena.close();
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** The journal's files, oldest first. */
  static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    }
  }

  static long number(Path file) {
    String name = file.getFileName().toString();
    return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
  }

  /**
   * Replays a file's notes. One that a kill cut short has no length yet and is passed over; so is
   * what a crash of the machine left unwritten: it must not cost what comes after it.
   */
  static void replay(Path file, Replay onto) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
    int passed = 0;
    int damaged = 0;
    while (bytes.remaining() >= WORD) {
      int length = bytes.getInt();
      if (isNote(bytes, length) && onto.note(text(bytes, length))) {
        bytes.position(Math.min(bytes.limit(), bytes.position() + padded(length)));
        damaged += passed;
        passed = 0;
      } else {
        passed += WORD;
      }
    }
    if (damaged > 0) {
      LOG.errorf("journal file %s is damaged: %d bytes of it cannot be read", file, damaged);
    }
  }

  /** All notes are a letter and a blank, and more. */
  private static boolean isNote(ByteBuffer bytes, int length) {
    return length > 2 && length <= bytes.remaining() && bytes.get(bytes.position() + 1) == ' ';
  }

  private static String text(ByteBuffer bytes, int length) {
    return new String(bytes.array(), bytes.position(), length, StandardCharsets.UTF_8);
  }

  /** Room that a note of that many bytes takes, with an end behind it. */
  static long room(int length) {
    return 2L * WORD + padded(length);
  }

  boolean fits(int length) {
    return end + room(length) <= memory.byteSize();
  }

  /**
   * Appends a note that {@link #fits}.
   *
   * @param length of the note, which may be less than the array's
   * @return where it is
   */
  int append(byte[] note, int length) {
    int at = end;
    MemorySegment.copy(note, 0, memory, ValueLayout.JAVA_BYTE, at + WORD, length);
    // The length makes the note: whatever a kill interrupts, it is there as a whole or not at all.
    LENGTH.setRelease(memory, (long) at, length);
    end = at + WORD + padded(length);
    return at;
  }

  /** Reads what {@link #append} wrote there. */
  byte[] read(int at) {
    int length = memory.get(ValueLayout.JAVA_INT, at);
    byte[] note = new byte[length];
    MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, at + WORD, note, 0, length);
    return note;
  }

  void opened() {
    open++;
  }

  void closedOne() {
    open--;
  }

  /** Notes in it that are to be done. */
  int open() {
    return open;
  }

  long bytes() {
    return memory.byteSize();
  }

  void delete() {
    close();
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void close() {
    arena.close();
  }

  private static int padded(int length) {
    return (length + WORD - 1) & -WORD;
  }
}
