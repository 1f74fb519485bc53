package dev.keelage.gateway.standalone.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;

/** A Postgres of its own: on loopback, behind a password, durable. */
final class LocalPostgres {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Another major version could not read these files. */
  private static final String DIRECTORY = "postgres-18";

  private LocalPostgres() {}

  static PidFile pidFile(StateDirectory state) {
    return new PidFile(state.path().resolve(DIRECTORY).resolve("data/postmaster.pid"), "postgres");
  }

  /** Starts it on the data of the last time. Returns when it answers. */
  static String start(StateDirectory state, int port) {
    pidFile(state).end();
    Path directory = state.directory(DIRECTORY);
    Path log = directory.resolve("postgres.log");
    String password = state.password();
    try {
      EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .setPort(port)
              .setDataDirectory(directory.resolve("data"))
              .setCleanDataDirectory(false)
              .setOverrideWorkingDirectory(state.directory(DIRECTORY + "/program").toFile())
              .setRegisterShutdownHook(false)
              .setPGStartupWait(PATIENCE)
              .setOutputRedirector(Redirect.appendTo(log.toFile()))
              .setErrorRedirector(Redirect.appendTo(log.toFile()))
              // For initdb, at first start: nobody else on this machine may sign in.
              .setLocaleConfig("auth-host", "scram-sha-256")
              .setLocaleConfig("pwfile", state.path().resolve("password").toString())
              .setLocaleConfig("locale", "C")
              .setConnectConfig("password", password)
              .setServerConfig("listen_addresses", "127.0.0.1")
              .setServerConfig("unix_socket_directories", "")
              .setServerConfig("max_connections", "50")
              // The library's own defaults lose what was answered.
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .start();
      return "postgresql://postgres:%s@127.0.0.1:%d/postgres".formatted(password, server.getPort());
    } catch (IOException | IllegalStateException e) {
      throw new CannotStart(
          "Postgres does not start here (%s); %s may say more. Name one that runs: KEELAGE_POSTGRES_URL=postgresql://USER:PASSWORD@HOST/DATABASE"
              .formatted(e.getMessage(), log),
          e);
    }
  }
}
