package dev.keelage.gateway.standalone.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a standalone gateway keeps what has to survive: keys, counters, ledger. Only its owner may
 * read it, and one gateway at a time uses it.
 */
public final class StateDirectory implements AutoCloseable {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final int PASSWORD_BYTES = 24;

  private final Path path;
  private final FileChannel lock;

  private StateDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /** {@code $KEELAGE_STATE_DIR}, else where the XDG Base Directory Specification wants state. */
  public static Path location(Map<String, String> environment) {
    String own = environment.getOrDefault("KEELAGE_STATE_DIR", "");
    if (!own.isBlank()) {
      return Path.of(own).toAbsolutePath();
    }
    String xdg = environment.getOrDefault("XDG_STATE_HOME", "");
    Path base = xdg.isBlank() ? Path.of(home(environment), ".local", "state") : Path.of(xdg);
    return base.resolve("keelage").toAbsolutePath();
  }

  /** Where the shell's {@code ~} is; Java asks the list of users only. */
  private static String home(Map<String, String> environment) {
    String home = environment.getOrDefault("HOME", "");
    return home.isBlank() ? System.getProperty("user.home") : home;
  }

  /**
   * Creates it where it is not there, and takes it for this process.
   *
   * @throws CannotStart another gateway uses it, or it cannot be written
   */
  public static StateDirectory open(Path path) {
    try {
      Files.createDirectories(path, OWNER_ONLY);
      FileChannel channel =
          FileChannel.open(
              path.resolve("lock"),
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
              OWNER_ONLY_FILE);
      if (!locked(channel)) {
        String holder = content(channel);
        channel.close();
        throw new CannotStart(
            "Another gateway (process %s) uses %s. Stop it, or give this one a directory of its own: KEELAGE_STATE_DIR=DIR"
                .formatted(holder, path));
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
      return new StateDirectory(path, channel);
    } catch (IOException e) {
      throw new CannotStart(
          "Cannot keep state in %s (%s). Name a directory that can be written: KEELAGE_STATE_DIR=DIR"
              .formatted(path, e),
          e);
    }
  }

  public Path path() {
    return path;
  }

  /** A directory inside, created where it is not there. */
  Path directory(String name) {
    try {
      return Files.createDirectories(path.resolve(name), OWNER_ONLY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a file that only its owner may read, in one step. */
  void write(String name, String content) {
    write(path.resolve(name), content);
  }

  /** Writes a file that only its owner may read; readers see the old or the new content. */
  public static void write(Path file, String content) {
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.deleteIfExists(temporary);
      Files.createFile(temporary, OWNER_ONLY_FILE);
      Files.writeString(temporary, content);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The password of the servers in this directory, made at first use. */
  String password() {
    Path file = path.resolve("password");
    try {
      if (!Files.exists(file)) {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        write(file, HexFormat.of().formatHex(random));
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      @Nullable FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static String content(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(32);
    channel.read(bytes, 0);
    return StandardCharsets.US_ASCII.decode(bytes.flip()).toString();
  }
}
