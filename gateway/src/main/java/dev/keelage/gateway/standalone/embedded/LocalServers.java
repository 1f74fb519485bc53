package dev.keelage.gateway.standalone.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** Redis and Postgres beside a gateway that was given none. They end with it, however it ends. */
public final class LocalServers implements AutoCloseable {
  private final List<PidFile> pidFiles;
  private final Optional<OrphanWatch> watch;
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
    var startingRedis = starting(redis, state, LocalRedis::start);
    var startingPostgres = starting(postgres, state, LocalPostgres::start);
    try {
      CompletableFuture.allOf(startingRedis, startingPostgres).join();
      servers.redisUrl = startingRedis.join();
      servers.postgresUrl = startingPostgres.join();
      return servers;
    } catch (CompletionException e) {
      servers.close();
      throw asCannotStart(e);
    }
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
    pidFiles.parallelStream().forEach(PidFile::end);
    watch.ifPresent(OrphanWatch::close);
  }

  private static CompletableFuture<Optional<String>> starting(
      boolean needed, StateDirectory state, Function<StateDirectory, String> start) {
    return needed
        ? CompletableFuture.supplyAsync(
            () -> Optional.of(start.apply(state)), task -> Thread.ofPlatform().start(task))
        : CompletableFuture.completedFuture(Optional.empty());
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
