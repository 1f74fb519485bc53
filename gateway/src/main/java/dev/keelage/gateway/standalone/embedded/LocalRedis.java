package dev.keelage.gateway.standalone.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/** A Redis of its own: on loopback, behind a password, with an append-only file. */
final class LocalRedis {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int LOOK_MILLIS = 20;
  private static final int BUSY_LOOKS = 100;

  private final StateDirectory state;
  private final Path directory;
  private final int port;

  private LocalRedis(StateDirectory state, int port) {
    this.state = state;
    this.directory = state.directory("redis");
    this.port = port;
  }

  static PidFile pidFile(StateDirectory state) {
    return new PidFile(state.path().resolve("redis/redis.pid"), "redis");
  }

  /** Starts it on the data of the last time. Returns when it answers. */
  static String start(StateDirectory state, int port) {
    pidFile(state).end();
    LocalRedis redis = new LocalRedis(state, port);
    redis.launch();
    redis.awaitAnswer();
    return "redis://:%s@127.0.0.1:%d".formatted(state.password(), redis.port);
  }

  private void launch() {
    StateDirectory.write(directory.resolve("redis.conf"), settings());
    try {
      // A daemon is in a session of its own: Ctrl-C in the terminal is for the gateway, which still
      // needs Redis to settle.
      if (begun(program()).waitFor() != 0) {
        throw cannotStart();
      }
    } catch (IOException e) {
      throw new CannotStart(
          "Cannot start Redis here (%s). Name one that runs: KEELAGE_REDIS_URL=redis://HOST:6379"
              .formatted(e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cannotStart();
    }
  }

  /**
   * A program that was written a moment ago may still be "busy": a process that this one started
   * meanwhile, Postgres' for example, holds the file open until it has become another program.
   */
  private Process begun(Path program) throws IOException {
    ProcessBuilder start =
        new ProcessBuilder(program.toString(), directory.resolve("redis.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve("redis.log").toFile()));
    for (int again = 0; again < BUSY_LOOKS; again++) {
      try {
        return start.start();
      } catch (IOException busy) {
        pause();
      }
    }
    return start.start();
  }

  private String settings() {
    return """
    bind 127.0.0.1
    port %d
    requirepass %s
    daemonize yes
    pidfile "%s"
    logfile "%s"
    dir "%s"
    appendonly yes
    save ""
    maxmemory-policy noeviction
    """
        .formatted(
            port,
            state.password(),
            pidFile(state).file(),
            directory.resolve("redis.log"),
            directory);
  }

  private Path program() throws IOException {
    Path programs = state.directory("redis/program");
    try (Stream<Path> old = Files.list(programs)) {
      for (Path file : old.toList()) {
        Files.delete(file);
      }
    }
    return ExecutableProvider.newJarResourceProvider(programs.toFile()).get().toPath();
  }

  private void awaitAnswer() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!answers()) {
      if (System.nanoTime() - deadline > 0) {
        throw cannotStart();
      }
      pause();
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      socket.setSoTimeout(1_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          "AUTH %s\r\nPING\r\n".formatted(state.password()).getBytes(StandardCharsets.US_ASCII));
      out.flush();
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      return "+OK".equals(in.readLine()) && "+PONG".equals(in.readLine());
    } catch (IOException e) {
      return false; // not listening, or still loading its data
    }
  }

  private CannotStart cannotStart() {
    return new CannotStart(
        "Redis does not start here; %s says why. Name one that runs: KEELAGE_REDIS_URL=redis://HOST:6379"
            .formatted(directory.resolve("redis.log")));
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("Interrupted while starting.", e);
    }
  }
}
