package dev.keelage.gateway.standalone.directory;

import dev.keelage.compiler.CompilerSettings;
import dev.keelage.gateway.snapshot.SnapshotHolder;
import dev.keelage.gateway.standalone.key.KeyRing;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Keeps the holder on what the directory says. A file that is broken is told about; the rest is
 * served.
 */
public final class ServedDirectory implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ServedDirectory.class);

  private final Path directory;
  private final DirectoryCompiler compiler;
  private final KeyRing keys;
  private final SnapshotHolder holder;
  private final InstantSource clock;
  private final Consumer<CompiledDirectory> report;
  private final ScheduledExecutorService loader =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("keelage-directory").factory());
  private final DirectoryWatch watch = DirectoryWatch.start(this::reloadSoon);
  private List<String> reported = List.of();

  /**
   * @param environment where vendors' keys may be
   * @param report told of every change after the first load, on the loader thread
   */
  public ServedDirectory(
      Path directory,
      KeyRing keys,
      CompilerSettings settings,
      Map<String, String> environment,
      SnapshotHolder holder,
      InstantSource clock,
      Consumer<CompiledDirectory> report) {
    this.directory = directory;
    this.keys = keys;
    this.compiler = new DirectoryCompiler(keys, new VendorKeys(environment), settings);
    this.holder = holder;
    this.clock = clock;
    this.report = report;
  }

  /** Loads once, on this thread, and follows the directory from then on. */
  public CompiledDirectory start() {
    CompiledDirectory loaded = load();
    reported = loaded.findings();
    scheduleRotation();
    return loaded;
  }

  @Override
  public void close() {
    watch.close();
    loader.shutdownNow();
  }

  private void reloadSoon() {
    if (!loader.isShutdown()) {
      loader.execute(this::reload);
    }
  }

  private void reload() {
    try {
      Optional<String> before = holder.current().map(snapshot -> snapshot.digest());
      CompiledDirectory loaded = load();
      List<String> findings = loaded.findings();
      if (!before.equals(Optional.of(loaded.snapshot().digest())) || !findings.equals(reported)) {
        reported = findings;
        report.accept(loaded);
      }
      scheduleRotation();
    } catch (RuntimeException e) {
      LOG.errorf(e, "%s could not be loaded; what is served stays", directory);
    }
  }

  private CompiledDirectory load() {
    DirectoryFiles files = DirectoryFiles.read(directory);
    if (watch.over(files.directories())) {
      // What changed in a directory before it was watched, nobody has told.
      files = DirectoryFiles.read(directory);
      watch.over(files.directories());
    }
    CompiledDirectory loaded = compiler.compile(files, clock.instant());
    if (!holder
        .current()
        .map(current -> current.digest().equals(loaded.snapshot().digest()))
        .orElse(false)) {
      holder.swap(loaded.snapshot());
    }
    return loaded;
  }

  private void scheduleRotation() {
    Instant now = clock.instant();
    keys.nextChange()
        .map(next -> Math.max(0, Duration.between(now, next).toMillis()) + 1)
        .ifPresent(delay -> loader.schedule(this::reload, delay, TimeUnit.MILLISECONDS));
  }
}
