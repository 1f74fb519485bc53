package dev.keelage.gateway.standalone.directory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells when something in a set of directories has changed and it has been quiet for a moment
 * since: editors and checkouts write in several steps.
 */
final class DirectoryWatch implements AutoCloseable {
  private static final long QUIET_MILLIS = 150;
  private static final int STEPS_AT_MOST = 20;
  private static final WatchEvent.Kind<?>[] KINDS = {
    StandardWatchEventKinds.ENTRY_CREATE,
    StandardWatchEventKinds.ENTRY_DELETE,
    StandardWatchEventKinds.ENTRY_MODIFY
  };

  private final WatchService service;
  private final Map<Path, WatchKey> watched = new HashMap<>();

  private DirectoryWatch(WatchService service) {
    this.service = service;
  }

  /**
   * @param changed called on a thread of the watch
   */
  static DirectoryWatch start(Runnable changed) {
    try {
      DirectoryWatch watch = new DirectoryWatch(FileSystems.getDefault().newWatchService());
      Thread.ofPlatform().daemon().name("keelage-directory-watch").start(() -> watch.run(changed));
      return watch;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * From now on these, and no others. On the loader thread only.
   *
   * @return whether one is among them that was not watched before
   */
  boolean over(Set<Path> directories) {
    watched.entrySet().removeIf(each -> gone(each.getKey(), each.getValue(), directories));
    int before = watched.size();
    for (Path directory : directories) {
      watched.computeIfAbsent(directory, this::register);
    }
    return watched.size() > before;
  }

  @Override
  public void close() {
    try {
      service.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean gone(Path directory, WatchKey key, Set<Path> wanted) {
    if (key.isValid() && wanted.contains(directory)) {
      return false;
    }
    key.cancel();
    return true;
  }

  private @Nullable WatchKey register(Path directory) {
    try {
      return directory.register(service, KINDS);
    } catch (NoSuchFileException e) {
      return null; // removed meanwhile: its parent tells
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run(Runnable changed) {
    try {
      while (true) {
        @Nullable WatchKey key = service.take();
        for (int step = 0; key != null && step < STEPS_AT_MOST; step++) {
          key.pollEvents();
          key.reset();
          key = service.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
        }
        changed.run();
      }
    } catch (ClosedWatchServiceException e) {
      return; // the gateway ends
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
