package dev.keelage.e2e;

import dev.keelage.testkit.RedisCluster;
import dev.keelage.testkit.RedisServer;
import java.util.Map;

/** The shared counters of an installation, however they are run. */
sealed interface Redis extends AutoCloseable {
  /** One server. */
  record One(RedisServer server) implements Redis {
    @Override
    public Map<String, String> environment() {
      return Map.of("KEELAGE_REDIS_URL", server.uri());
    }

    @Override
    public RedisServer only() {
      return server;
    }

    @Override
    public void close() {
      server.close();
    }
  }

  /** Several servers that share the slots. */
  record Sharded(RedisCluster cluster) implements Redis {
    @Override
    public Map<String, String> environment() {
      return Map.of(
          "KEELAGE_REDIS_URL", String.join(",", cluster.uris()), "KEELAGE_REDIS_MODE", "cluster");
    }

    @Override
    public RedisServer only() {
      throw new IllegalStateException("there is a Redis cluster");
    }

    @Override
    public void close() {
      cluster.close();
    }
  }

  static Redis of(RedisServer server) {
    return new One(server);
  }

  static Redis of(RedisCluster cluster) {
    return new Sharded(cluster);
  }

  /** The settings of operator and gateways that lead there. */
  Map<String, String> environment();

  /** The server, if there is only one; throws otherwise. */
  RedisServer only();

  @Override
  void close();
}
