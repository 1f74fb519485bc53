package dev.keelage.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A Redis 6.2 master with a replica, and three sentinels that watch them, all on loopback. When the
 * master is gone, the replica takes over after about 2 s; an old master that comes back becomes its
 * replica.
 */
public final class RedisSentinels implements AutoCloseable {
  public static final String MASTER_NAME = "keelage";

  private static final int SENTINELS = 3;
  private static final int QUORUM = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final List<RedisServer> servers;
  private final List<Sentinel> sentinels = new ArrayList<>();

  /** One process; what it finds out it writes into its configuration. */
  private record Sentinel(int port, Path directory, ChildProcess process) {
    @Nullable Object call(String... command) {
      try (var connection = RedisConnection.open(port)) {
        return connection.call(command);
      }
    }
  }

  private RedisSentinels(List<RedisServer> servers) {
    this.servers = List.copyOf(servers);
  }

  /**
   * Starts empty servers and their sentinels, and returns when the replica is in step and every
   * sentinel knows all of them.
   *
   * @param settings further command line arguments of both servers
   */
  public static RedisSentinels start(String... settings) {
    var master = RedisServer.start(settings);
    var ofReplica = new ArrayList<>(List.of(settings));
    ofReplica.addAll(List.of("--replicaof", "127.0.0.1", Integer.toString(master.port())));
    var replica = RedisServer.start(ofReplica.toArray(String[]::new));
    var set = new RedisSentinels(List.of(master, replica));
    for (int i = 0; i < SENTINELS; i++) {
      set.sentinels.add(sentinel(FreePort.next(), master.port()));
    }
    set.awaitInStep();
    Eventually.holds(
        PATIENCE,
        () -> set.sentinels.stream().allMatch(RedisSentinels::knowsAll),
        () -> "the sentinels do not find each other");
    return set;
  }

  /** {@code redis://127.0.0.1:PORT} of each sentinel. */
  public List<String> uris() {
    return sentinels.stream().map(each -> "redis://127.0.0.1:" + each.port()).toList();
  }

  /** Both servers, the first master first; stop, kill, pause and restart them at will. */
  public List<RedisServer> servers() {
    return servers;
  }

  /** The server that the sentinels send clients to. */
  public RedisServer master() {
    var address =
        (List<?>) sentinels.getFirst().call("SENTINEL", "get-master-addr-by-name", MASTER_NAME);
    int port = Integer.parseInt(String.valueOf(Objects.requireNonNull(address).get(1)));
    return servers.stream().filter(each -> each.port() == port).findFirst().orElseThrow();
  }

  /** Waits until the sentinels have made another server the master, and it takes writes. */
  public RedisServer awaitMasterOtherThan(RedisServer before) {
    Eventually.holds(
        PATIENCE, () -> master() != before && isMaster(master()), () -> "no replica took over");
    return master();
  }

  /** Waits until the replica has all that the master has, as long as nobody writes. */
  public void awaitInStep() {
    Eventually.holds(
        PATIENCE,
        () -> {
          var offsets = servers.stream().map(RedisSentinels::offset).distinct().toList();
          return offsets.size() == 1 && servers.stream().filter(this::follows).count() == 1;
        },
        () -> "the Redis replica is not in step");
  }

  @Override
  public void close() {
    for (var sentinel : sentinels) {
      sentinel.process().kill();
      TempDirectory.delete(sentinel.directory());
    }
    servers.forEach(RedisServer::close);
  }

  private boolean follows(RedisServer server) {
    return replication(server).contains("master_link_status:up");
  }

  private static boolean isMaster(RedisServer server) {
    return server.isRunning() && replication(server).contains("role:master");
  }

  private static String offset(RedisServer server) {
    return replication(server)
        .lines()
        .filter(line -> line.startsWith("master_repl_offset:"))
        .findFirst()
        .orElseThrow();
  }

  private static String replication(RedisServer server) {
    return String.valueOf(server.call("INFO", "replication"));
  }

  private static boolean knowsAll(Sentinel sentinel) {
    // master0:name=keelage,status=ok,address=127.0.0.1:PORT,slaves=1,sentinels=3
    var info = String.valueOf(sentinel.call("INFO", "sentinel"));
    return info.contains("status=ok") && info.contains("slaves=1,sentinels=" + SENTINELS);
  }

  private static Sentinel sentinel(int port, int masterPort) {
    var directory = TempDirectory.create("sentinel");
    var configuration = directory.resolve("sentinel.conf");
    var lines =
        List.of(
            "port " + port,
            "bind 127.0.0.1",
            "dir " + directory,
            "sentinel monitor %s 127.0.0.1 %d %d".formatted(MASTER_NAME, masterPort, QUORUM),
            "sentinel down-after-milliseconds %s 1000".formatted(MASTER_NAME),
            "sentinel failover-timeout %s 5000".formatted(MASTER_NAME));
    try {
      Files.write(configuration, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var process =
        ChildProcess.start(
            List.of(RedisServer.program().toString(), configuration.toString(), "--sentinel"),
            Map.of(),
            directory.resolve("sentinel.log"));
    var sentinel = new Sentinel(port, directory, process);
    Eventually.holds(
        PATIENCE,
        () -> !process.isAlive() || answers(sentinel),
        () -> "the sentinel on port " + port + " does not answer:\n" + process.output());
    if (!process.isAlive()) {
      throw new IllegalStateException("a sentinel ended at start:\n" + process.output());
    }
    return sentinel;
  }

  private static boolean answers(Sentinel sentinel) {
    try {
      return "PONG".equals(sentinel.call("PING"));
    } catch (UncheckedIOException notListening) {
      return false;
    }
  }
}
