package dev.keelage.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A real Postgres 18 on loopback with an empty database {@code keelage}, owned by a user {@code
 * keelage} who needs a password. Port and data stay the same over stop, kill and restart; both end
 * with {@link #close} or with the JVM. Runs as root, too.
 */
public final class PostgresServer implements AutoCloseable {
  private static final String NAME = "keelage";
  private static final String PASSWORD = "bill-of-lading";
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  // Without a method the embedded server trusts everybody; the product must show that it signs in.
  private static final String ACCESS_RULES =
      """
      local all all trust
      host all postgres 127.0.0.1/32 trust
      host all postgres ::1/128 trust
      host all all 127.0.0.1/32 scram-sha-256
      """;

  private final int port;
  private final Path directory;
  private @Nullable EmbeddedPostgres server;
  private long postmaster;

  private PostgresServer() {
    this.port = FreePort.next();
    this.directory = TempDirectory.create("postgres");
  }

  /** Starts a new Postgres on a free port. */
  public static PostgresServer start() {
    var postgres = new PostgresServer();
    postgres.launch();
    postgres.createDatabase();
    return postgres;
  }

  public int port() {
    return port;
  }

  /** {@code postgresql://USER:PASSWORD@127.0.0.1:PORT/DATABASE}. */
  public String uri() {
    return "postgresql://%s:%s@127.0.0.1:%d/%s".formatted(NAME, PASSWORD, port, NAME);
  }

  /** The JDBC URL of the same database, credentials included. */
  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s&password=%s"
        .formatted(port, NAME, NAME, PASSWORD);
  }

  /** A JDBC connection of the owner, to look at the data. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl());
  }

  public boolean isRunning() {
    return server != null;
  }

  /** Ends Postgres as an operator would (fast shutdown: open connections are closed). */
  public void stop() {
    if (server != null) {
      closeServer(server);
      server = null;
    }
  }

  /**
   * Ends Postgres as a crash would (SIGKILL); {@link #restart} recovers from the write-ahead log.
   */
  public void kill() {
    if (server != null) {
      // The backends notice and end by themselves, some time after: a new postmaster refuses to
      // start before.
      ProcessHandle.of(postmaster)
          .ifPresent(
              handle -> {
                var backends = handle.descendants().toList();
                handle.destroyForcibly();
                handle.onExit().join();
                backends.forEach(backend -> backend.onExit().join());
              });
      closeServer(server);
      server = null;
    }
  }

  /** Starts Postgres again on the same port with the same data; stops it before if it runs. */
  public void restart() {
    stop();
    launch();
  }

  @Override
  public void close() {
    stop();
    TempDirectory.delete(directory);
  }

  private void launch() {
    try {
      server =
          EmbeddedPostgres.builder()
              .setPort(port)
              .setDataDirectory(directory.resolve("data"))
              .setCleanDataDirectory(false)
              .setRegisterShutdownHook(false)
              .setPGStartupWait(PATIENCE)
              .setServerConfig("listen_addresses", "127.0.0.1")
              .setServerConfig("max_connections", "200")
              // The embedded server's own default is off, which loses answered commits in a crash.
              .setServerConfig("synchronous_commit", "on")
              .start();
      postmaster =
          Long.parseLong(Files.readAllLines(directory.resolve("data/postmaster.pid")).getFirst());
      DeathWatch.kill(postmaster);
    } catch (IOException e) {
      throw new UncheckedIOException("Postgres on port " + port + " does not start", e);
    }
  }

  private void closeServer(EmbeddedPostgres running) {
    try {
      running.close();
      DeathWatch.spare(postmaster);
    } catch (IOException e) {
      throw new UncheckedIOException("Postgres on port " + port + " does not stop", e);
    }
  }

  private void createDatabase() {
    var admin = "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres".formatted(port);
    try (var connection = DriverManager.getConnection(admin);
        var statement = connection.createStatement()) {
      statement.execute("CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(NAME, PASSWORD));
      statement.execute("CREATE DATABASE %s OWNER %s".formatted(NAME, NAME));
      Files.writeString(directory.resolve("data/pg_hba.conf"), ACCESS_RULES);
      statement.execute("SELECT pg_reload_conf()");
    } catch (SQLException | IOException e) {
      throw new IllegalStateException("cannot prepare Postgres on port " + port, e);
    }
  }
}
