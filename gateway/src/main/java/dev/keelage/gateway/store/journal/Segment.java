package dev.keelage.gateway.store.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One file of the journal, written to its end. A line is {@code A id record} (to be done) or {@code
 * D id} (done).
 */
final class Segment {
  private static final String SUFFIX = ".journal";

  private final Path file;
  private final FileChannel channel;
  private long bytes;
  private int open;

  private Segment(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  static Segment create(Path directory, long number) throws IOException {
    Path file = directory.resolve("%016d%s".formatted(number, SUFFIX));
    return new Segment(
        file, FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  static String added(String id, String entry) {
    return "A " + id + " " + entry + "\n";
  }

  static String done(String id) {
    return "D " + id + "\n";
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

  /** Replays a file onto what is to be done. A last line that was cut by a kill is left out. */
  static void replay(Path file, Map<String, String> unfinished) throws IOException {
    String text = Files.readString(file);
    int from = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      replayLine(text.substring(from, end), unfinished);
      from = end + 1;
    }
  }

  private static void replayLine(String line, Map<String, String> unfinished) {
    int idEnd = line.indexOf(' ', 2);
    if (line.startsWith("A ") && idEnd > 0) {
      unfinished.put(line.substring(2, idEnd), line.substring(idEnd + 1));
    } else if (line.startsWith("D ")) {
      unfinished.remove(line.substring(2));
    }
  }

  /**
   * In one write where the system lets it; a killed process loses nothing of it, a machine's power
   * failure may.
   */
  void write(String lines) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
    long start = channel.position();
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException e) {
      // The lines are written again as a whole: what got through of them goes.
      channel.truncate(start);
      throw e;
    }
    bytes = channel.position();
  }

  void opened(int entries) {
    open += entries;
  }

  void closedOne() {
    open--;
  }

  boolean finished() {
    return open == 0;
  }

  long bytes() {
    return bytes;
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
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
