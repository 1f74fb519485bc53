package dev.keelage.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Three Redis 6.2 masters on loopback that share the 16384 hash slots; without replicas, so that a
 * stopped node's slots are away until it is restarted (and for some 2 s after, in which it answers
 * CLUSTERDOWN), while the others go on serving theirs.
 */
public final class RedisCluster implements AutoCloseable {
  private static final int NODES = 3;
  private static final int SLOTS = 16_384;
  private static final int BUS_OFFSET =
      10_000; // fixed by Redis: nodes talk to each other on port + 10000
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<RedisServer> nodes;

  private RedisCluster(List<RedisServer> nodes) {
    this.nodes = List.copyOf(nodes);
  }

  /** Starts an empty cluster, and returns when every node serves its slots. */
  public static RedisCluster start() {
    var nodes = new ArrayList<RedisServer>();
    for (int i = 0; i < NODES; i++) {
      nodes.add(
          RedisServer.start(
              portWithFreeBus(),
              "--cluster-enabled",
              "yes",
              "--cluster-require-full-coverage",
              "no"));
    }
    var cluster = new RedisCluster(nodes);
    cluster.join();
    return cluster;
  }

  /** The masters, in the order of their slots; stop, kill, pause and restart them at will. */
  public List<RedisServer> nodes() {
    return nodes;
  }

  /** {@code redis://127.0.0.1:PORT} of each node; any of them tells a client of the others. */
  public List<String> uris() {
    return nodes.stream().map(RedisServer::uri).toList();
  }

  /** The master that owns the key's slot. */
  public RedisServer nodeOf(String key) {
    var running = nodes.stream().filter(RedisServer::isRunning).findFirst().orElseThrow();
    var slot = (Long) running.call("CLUSTER", "KEYSLOT", key);
    return nodes.get(Math.toIntExact(Objects.requireNonNull(slot) * NODES / SLOTS));
  }

  /** Sends a command to the master of that key; see {@link RedisConnection#call}. */
  public @Nullable Object callFor(String key, String... command) {
    return nodeOf(key).call(command);
  }

  @Override
  public void close() {
    nodes.forEach(RedisServer::close);
  }

  private void join() {
    for (int i = 0; i < NODES; i++) {
      nodes.get(i).call(addSlots(i));
      nodes.getFirst().call("CLUSTER", "MEET", "127.0.0.1", Integer.toString(nodes.get(i).port()));
    }
    Eventually.holds(
        PATIENCE,
        () -> nodes.stream().allMatch(RedisCluster::servesAllSlots),
        () -> "no Redis cluster");
  }

  private static boolean servesAllSlots(RedisServer node) {
    var info = String.valueOf(node.call("CLUSTER", "INFO"));
    return info.contains("cluster_state:ok") && info.contains("cluster_slots_ok:" + SLOTS);
  }

  /** Slot s belongs to node s * NODES / SLOTS, rounded down. */
  private static String[] addSlots(int node) {
    var command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
    for (int slot = 0; slot < SLOTS; slot++) {
      if (slot * NODES / SLOTS == node) {
        command.add(Integer.toString(slot));
      }
    }
    return command.toArray(String[]::new);
  }

  private static int portWithFreeBus() {
    int port = FreePort.next();
    while (!FreePort.isFree(port + BUS_OFFSET)) {
      port = FreePort.next();
    }
    return port;
  }
}
