package dev.keelage.operator.usage;

import dev.keelage.snapshot.StoreUrl;
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
  public RedisAddress {
    urls = StoreUrl.redis(urls);
  }
}
