package dev.keelage.gateway.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/** Where a gateway that runs by itself keeps its Redis and its Postgres. */
record StateDirectory(Path path) {
  private static final String POSTMASTER = "postgres-18/data/postmaster.pid";

  /** Its servers that run. */
  List<ProcessHandle> servers() {
    return Stream.of("redis/redis.pid", POSTMASTER)
        .map(path::resolve)
        .filter(Files::exists)
        .flatMap(file -> ProcessHandle.of(pid(file)).stream())
        .toList();
  }

  private static long pid(Path file) {
    try {
      return Long.parseLong(Files.readAllLines(file).getFirst().trim());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A connection to its Postgres, which runs. */
  Connection connect() throws IOException, SQLException {
    String port = Files.readAllLines(path.resolve(POSTMASTER)).get(3);
    String password = Files.readString(path.resolve("password"));
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%s/postgres?user=postgres&password=%s"
            .formatted(port, password));
  }
}
