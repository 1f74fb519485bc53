package dev.keelage.gateway.store.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jboss.logging.Logger;

/** One process at a time has a journal's directory. */
final class DirectoryLock {
  private static final Logger LOG = Logger.getLogger(DirectoryLock.class);

  private DirectoryLock() {}

  /**
   * @return holds the directory until it is closed, or the process ends
   * @throws IllegalStateException if another journal has it
   */
  static FileChannel take(Path directory) throws IOException {
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
