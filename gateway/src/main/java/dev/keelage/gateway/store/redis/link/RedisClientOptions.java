package dev.keelage.gateway.store.redis.link;

import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.RedisRole;

/**
 * Our settings as the client wants them: one long-lived connection per client, time-outs of our
 * own.
 */
final class RedisClientOptions {
  private static final int MAX_IN_FLIGHT = 4096;
  private static final int MAX_NODES = 128;

  private RedisClientOptions() {}

  static RedisOptions of(RedisSettings settings) {
    RedisOptions options =
        new RedisOptions()
            .setType(type(settings.mode()))
            .setEndpoints(settings.urls())
            .setRole(RedisRole.MASTER)
            .setPreferredProtocolVersion(ProtocolVersion.RESP2)
            .setMaxPoolSize(settings.mode() == RedisSettings.Mode.CLUSTER ? MAX_NODES : 1)
            .setMaxPoolWaiting(MAX_NODES)
            .setPoolCleanerInterval(-1)
            .setPoolRecycleTimeout(-1)
            .setMaxWaitingHandlers(MAX_IN_FLIGHT)
            .setNetClientOptions(
                new NetClientOptions()
                    .setConnectTimeout(Math.toIntExact(settings.connectTimeout().toMillis()))
                    .setTcpNoDelay(true)
                    .setTcpKeepAlive(true));
    settings.masterName().ifPresent(options::setMasterName);
    return options;
  }

  private static RedisClientType type(RedisSettings.Mode mode) {
    return switch (mode) {
      case SINGLE -> RedisClientType.STANDALONE;
      case SENTINEL -> RedisClientType.SENTINEL;
      case CLUSTER -> RedisClientType.CLUSTER;
    };
  }
}
