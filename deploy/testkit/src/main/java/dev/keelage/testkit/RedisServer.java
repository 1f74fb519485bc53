package dev.keelage.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis 6.2 as a process of its own on loopback. Port and data (append-only file) stay the
 * same over stop, kill and restart; both end with {@link #close} or with the JVM.
 */
public final class RedisServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final int port;
  private final Path directory;
  private final List<String> settings;
  private @Nullable ChildProcess process;

  private RedisServer(int port, List<String> settings) {
    this.port = port;
    this.settings = List.copyOf(settings);
    this.directory = TempDirectory.create("redis");
  }

  /**
   * Starts an empty Redis on a free port.
   *
   * @param settings further command line arguments, for example {@code "--maxmemory", "50mb"}
   */
  public static RedisServer start(String... settings) {
    return start(FreePort.next(), settings);
  }

  static RedisServer start(int port, String... settings) {
    var server = new RedisServer(port, List.of(settings));
    server.launch();
    return server;
  }

  /** Redis as a program, which is a sentinel as well. */
  static Path program() {
    return Executable.PATH;
  }

  public int port() {
    return port;
  }

  /** {@code redis://127.0.0.1:PORT}. */
  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /** A connection of its own, to look at the data. */
  public RedisConnection connect() {
    return RedisConnection.open(port);
  }

  /** One command on a connection of its own; see {@link RedisConnection#call}. */
  public @Nullable Object call(String... command) {
    try (var connection = connect()) {
      return connection.call(command);
    }
  }

  public boolean isRunning() {
    return process != null && process.isAlive();
  }

  /**
   * Ends Redis as an operator would (SIGTERM). What was written is there after {@link #restart}.
   */
  public void stop() {
    if (process != null) {
      process.resume();
      process.terminate(PATIENCE);
      process = null;
    }
  }

  /** Ends Redis as a crash would (SIGKILL). */
  public void kill() {
    if (process != null) {
      process.kill();
      process = null;
    }
  }

  /** Starts Redis again on the same port with the same data; stops it before if it runs. */
  public void restart() {
    stop();
    launch();
  }

  /** Freezes Redis (SIGSTOP): connections stay open and get no answer. */
  public void pause() {
    running().pause();
  }

  /** Continues after {@link #pause}. */
  public void resume() {
    running().resume();
  }

  @Override
  public void close() {
    kill();
    TempDirectory.delete(directory);
  }

  private ChildProcess running() {
    if (process == null) {
      throw new IllegalStateException("Redis on port " + port + " does not run");
    }
    return process;
  }

  private void launch() {
    var command =
        new ArrayList<String>(List.of(program().toString(), "--port", Integer.toString(port)));
    command.addAll(List.of("--bind", "127.0.0.1", "--dir", directory.toString()));
    command.addAll(
        List.of("--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction"));
    command.addAll(settings);
    var started = ChildProcess.start(command, Map.of(), directory.resolve("redis.log"));
    process = started;
    Eventually.holds(
        PATIENCE,
        () -> !started.isAlive() || answers(),
        () -> "Redis on port " + port + " does not answer:\n" + started.output());
    if (!started.isAlive()) {
      throw new IllegalStateException(
          "Redis on port " + port + " ended at start:\n" + started.output());
    }
  }

  private boolean answers() {
    try {
      return "PONG".equals(call("PING"));
    } catch (UncheckedIOException | IllegalStateException e) {
      return false; // not listening, or still loading its data
    }
  }

  /** The program, unpacked once per JVM. */
  private static final class Executable {
    static final Path PATH = unpack();

    private static Path unpack() {
      try {
        var directory = TempDirectory.create("redis-program");
        var path = ExecutableProvider.newJarResourceProvider(directory.toFile()).get().toPath();
        if (!Files.isExecutable(path) && !path.toFile().setExecutable(true)) {
          throw new IOException("cannot make " + path + " executable");
        }
        return path;
      } catch (IOException e) {
        throw new UncheckedIOException("cannot unpack Redis for this system", e);
      }
    }
  }
}
