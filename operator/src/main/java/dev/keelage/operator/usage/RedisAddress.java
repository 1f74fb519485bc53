package dev.keelage.operator.usage;

import dev.keelage.snapshot.StoreUrl;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.RedisRole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Where the counters are; the same as gateways are told.
 *
 * @param urls {@code redis://user:password@host:port}, {@code rediss://…} for TLS: one server, or
 *     seeds of a cluster, or sentinels; none = nowhere
 * @param masterName what the sentinels call the master
 */
public record RedisAddress(RedisMode mode, List<String> urls, Optional<String> masterName) {
  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final int MAX_NODES = 128;
  private static final int MAX_IN_FLIGHT = 4096;

  public RedisAddress {
    urls = StoreUrl.redis(urls);
  }

  /**
   * A client of these, which connects when it is used.
   *
   * @param first which of the addresses it asks before the others; any number
   */
  Redis client(Vertx vertx, int first) {
    RedisOptions options =
        new RedisOptions()
            .setType(type())
            .setEndpoints(from(first))
            .setRole(RedisRole.MASTER)
            .setPreferredProtocolVersion(ProtocolVersion.RESP2)
            .setMaxPoolSize(mode == RedisMode.CLUSTER ? MAX_NODES : 1)
            .setMaxPoolWaiting(MAX_IN_FLIGHT)
            .setMaxWaitingHandlers(MAX_IN_FLIGHT)
            .setNetClientOptions(
                new NetClientOptions()
                    .setConnectTimeout(Math.toIntExact(CONNECT.toMillis()))
                    .setTcpKeepAlive(true));
    masterName.ifPresent(options::setMasterName);
    return Redis.createClient(vertx, options);
  }

  private List<String> from(int first) {
    List<String> rotated = new ArrayList<>(urls);
    Collections.rotate(rotated, -first);
    return rotated;
  }

  private RedisClientType type() {
    return switch (mode) {
      case SINGLE -> RedisClientType.STANDALONE;
      case SENTINEL -> RedisClientType.SENTINEL;
      case CLUSTER -> RedisClientType.CLUSTER;
    };
  }
}
