package dev.keelage.gateway.standalone.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Redis and Postgres beside a gateway that was given none. They end with it, however it ends; one
 * that ends before is started again.
 */
public final class LocalServers implements AutoCloseable {
  private final List<PidFile> pidFiles;
  private final Optional<OrphanWatch> watch;
  private final List<Revival> revivals = new ArrayList<>();
  private Optional<String> redisUrl = Optional.empty();
  private Optional<String> postgresUrl = Optional.empty();

  private LocalServers(List<PidFile> pidFiles) {
    this.pidFiles = List.copyOf(pidFiles);
    List<Path> files = pidFiles.stream().map(PidFile::file).toList();
    this.watch = files.isEmpty() ? Optional.empty() : Optional.of(OrphanWatch.over(files));
  }

  /**
   * Starts what is needed on the data of the last time, after ending what a killed gateway may have
   * left there. Nothing is left running when it fails.
   *
   * @throws CannotStart and says what to do
   */
  public static LocalServers start(StateDirectory state, boolean redis, boolean postgres) {
    List<PidFile> pidFiles = new ArrayList<>();
    if (redis) {
      pidFiles.add(LocalRedis.pidFile(state));
    }
    if (postgres) {
      pidFiles.add(LocalPostgres.pidFile(state));
    }
    LocalServers servers = new LocalServers(pidFiles);
    state.password();
    List<Integer> ports = freePorts();
    int redisPort = ports.getFirst();
    int postgresPort = ports.getLast();
    var startingRedis = starting(redis, () -> LocalRedis.start(state, redisPort));
    var startingPostgres = starting(postgres, () -> LocalPostgres.start(state, postgresPort));
    try {
      CompletableFuture.allOf(startingRedis, startingPostgres).join();
      servers.redisUrl = startingRedis.join();
      servers.postgresUrl = startingPostgres.join();
      if (redis) {
        servers.keep(LocalRedis.pidFile(state), () -> LocalRedis.start(state, redisPort));
      }
      if (postgres) {
        servers.keep(LocalPostgres.pidFile(state), () -> LocalPostgres.start(state, postgresPort));
      }
      return servers;
    } catch (CompletionException e) {
      servers.close();
      throw asCannotStart(e);
    }
  }

  private void keep(PidFile pidFile, Runnable start) {
    Revival revival = new Revival(pidFile, start);
    revivals.add(revival);
    revival.watch();
  }

  /** Credentials included. */
  public Optional<String> redisUrl() {
    return redisUrl;
  }

  /** Credentials included. */
  public Optional<String> postgresUrl() {
    return postgresUrl;
  }

  @Override
  public void close() {
    revivals.forEach(Revival::close);
    pidFiles.parallelStream().forEach(PidFile::end);
    watch.ifPresent(OrphanWatch::close);
  }

  private static CompletableFuture<Optional<String>> starting(
      boolean needed, Supplier<String> start) {
    return needed
        ? CompletableFuture.supplyAsync(
            () -> Optional.of(start.get()), task -> Thread.ofPlatform().start(task))
        : CompletableFuture.completedFuture(Optional.empty());
  }

  /** Two, which are held at once so that they are not the same. */
  private static List<Integer> freePorts() {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket one = new ServerSocket(0, 1, loopback);
        ServerSocket other = new ServerSocket(0, 1, loopback)) {
      return List.of(one.getLocalPort(), other.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CannotStart asCannotStart(CompletionException failure) {
    return switch (failure.getCause()) {
      case CannotStart known -> known;
      case NoClassDefFoundError missing ->
          new CannotStart(
              "This build carries no Redis and no Postgres of its own: set KEELAGE_REDIS_URL and KEELAGE_POSTGRES_URL.",
              missing);
      case null, default ->
          new CannotStart("Redis and Postgres do not start here: " + failure.getCause(), failure);
    };
  }
}
