package dev.keelage.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Three Redis 6.2 masters on loopback that share the 16384 hash slots.
 *
 * <p>Without replicas a stopped node's slots are away until it is restarted (and for some 2 s
 * after, in which it answers CLUSTERDOWN), while the others go on serving theirs. With replicas,
 * one each, the replica of a master that is gone takes over after about 3 s; the old one becomes
 * its replica when it comes back.
 */
public final class RedisCluster implements AutoCloseable {
  private static final int MASTERS = 3;
  private static final int SLOTS = 16_384;
  private static final int BUS_OFFSET =
      10_000; // fixed by Redis: nodes talk to each other on port + 10000
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final List<RedisServer> nodes;

  private RedisCluster(List<RedisServer> nodes) {
    this.nodes = List.copyOf(nodes);
  }

  /** Starts an empty cluster without replicas, and returns when every node serves its slots. */
  public static RedisCluster start() {
    var cluster = new RedisCluster(nodes(MASTERS, "15000"));
    cluster.join();
    return cluster;
  }

  /** Starts an empty cluster with a replica of each master, and returns when all are in step. */
  public static RedisCluster startReplicated() {
    var cluster = new RedisCluster(nodes(2 * MASTERS, "2000"));
    cluster.join();
    cluster.replicate();
    return cluster;
  }

  private static List<RedisServer> nodes(int count, String timeoutMillis) {
    var nodes = new ArrayList<RedisServer>();
    for (int i = 0; i < count; i++) {
      nodes.add(
          RedisServer.start(
              portWithFreeBus(),
              "--cluster-enabled",
              "yes",
              "--cluster-node-timeout",
              timeoutMillis,
              "--cluster-require-full-coverage",
              "no",
              "--repl-diskless-sync",
              "yes",
              "--repl-diskless-sync-delay",
              "0"));
    }
    return nodes;
  }

  /**
   * All nodes: the first three began as masters, in the order of their slots; stop, kill, pause and
   * restart them at will.
   */
  public List<RedisServer> nodes() {
    return nodes;
  }

  /** {@code redis://127.0.0.1:PORT} of each node; any of them tells a client of the others. */
  public List<String> uris() {
    return nodes.stream().map(RedisServer::uri).toList();
  }

  /** The nodes that serve slots now, as they see it themselves. */
  public List<RedisServer> masters() {
    return nodes.stream().filter(RedisServer::isRunning).filter(RedisCluster::servesSlots).toList();
  }

  /** The master that owns the key's slot, where no replica has taken over. */
  public RedisServer nodeOf(String key) {
    var running = nodes.stream().filter(RedisServer::isRunning).findFirst().orElseThrow();
    var slot = (Long) running.call("CLUSTER", "KEYSLOT", key);
    return nodes.get(Math.toIntExact(Objects.requireNonNull(slot) * MASTERS / SLOTS));
  }

  /** Sends a command to the master of that key; see {@link RedisConnection#call}. */
  public @Nullable Object callFor(String key, String... command) {
    return nodeOf(key).call(command);
  }

  /** Waits until every slot is served, whoever does. */
  public void awaitMasters() {
    Eventually.holds(
        PATIENCE,
        () -> {
          var masters = masters();
          return masters.size() == MASTERS && masters.stream().allMatch(RedisCluster::seesAllSlots);
        },
        () -> "no whole Redis cluster");
  }

  /**
   * Waits until all nodes run, all slots are served, and each master has a replica that has all it
   * has, as long as nobody writes.
   */
  public void awaitReplicated() {
    Eventually.holds(
        PATIENCE,
        () -> {
          var masters = masters();
          return masters.size() == MASTERS
              && nodes.stream().allMatch(RedisCluster::seesAllSlots)
              && masters.stream().allMatch(RedisCluster::hasReplicaInStep);
        },
        () -> "no replicated Redis cluster");
  }

  @Override
  public void close() {
    nodes.forEach(RedisServer::close);
  }

  private void join() {
    for (int i = 0; i < MASTERS; i++) {
      nodes.get(i).call(addSlots(i));
    }
    for (var node : nodes) {
      nodes.getFirst().call("CLUSTER", "MEET", "127.0.0.1", Integer.toString(node.port()));
    }
    Eventually.holds(
        PATIENCE,
        () -> nodes.stream().allMatch(RedisCluster::seesAllSlots),
        () -> "no Redis cluster");
  }

  private void replicate() {
    for (int i = MASTERS; i < nodes.size(); i++) {
      var replica = nodes.get(i);
      var id = String.valueOf(nodes.get(i - MASTERS).call("CLUSTER", "MYID"));
      Eventually.holds(
          PATIENCE,
          () -> String.valueOf(replica.call("CLUSTER", "NODES")).contains(id),
          () -> "a Redis node does not hear of its master");
      replica.call("CLUSTER", "REPLICATE", id);
    }
    awaitReplicated();
  }

  private static boolean seesAllSlots(RedisServer node) {
    var info = String.valueOf(node.call("CLUSTER", "INFO"));
    return info.contains("cluster_state:ok") && info.contains("cluster_slots_ok:" + SLOTS);
  }

  private static boolean servesSlots(RedisServer node) {
    // ID ADDRESS FLAGS MASTER PING PONG EPOCH LINK SLOTS...
    return String.valueOf(node.call("CLUSTER", "NODES"))
        .lines()
        .map(line -> line.split(" "))
        .anyMatch(fields -> fields[2].equals("myself,master") && fields.length > 8);
  }

  private static boolean hasReplicaInStep(RedisServer master) {
    // slave0:ip=...,port=...,state=online,offset=N,lag=0, and further down master_repl_offset:N
    var info = String.valueOf(master.call("INFO", "replication"));
    return info.lines()
        .filter(line -> line.startsWith("master_repl_offset:"))
        .map(line -> ",state=online,offset=" + line.substring(line.indexOf(':') + 1) + ',')
        .anyMatch(info::contains);
  }

  /** Slot s belongs to node s * MASTERS / SLOTS, rounded down. */
  private static String[] addSlots(int node) {
    var command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
    for (int slot = 0; slot < SLOTS; slot++) {
      if (slot * MASTERS / SLOTS == node) {
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
