package dev.keelage.e2e;

import dev.keelage.testkit.RedisCluster;
import dev.keelage.testkit.RedisConnection;
import dev.keelage.testkit.RedisServer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

/** The counters in Redis, read as an administrator would with redis-cli. */
public final class Counters {
  private final Supplier<List<RedisServer>> masters;

  /** Of a single Redis. */
  public Counters(RedisServer redis) {
    this.masters = () -> List.of(redis);
  }

  /** Of a cluster. */
  public Counters(RedisCluster redis) {
    this.masters = redis::masters;
  }

  /** Settled so far in all windows, USD. */
  public BigDecimal spent(String budget) {
    return amount("*:budget:" + budget + ":*", key -> List.of("HGET", key, "spent"));
  }

  /** Held for calls in flight, USD. */
  public BigDecimal reserved(String budget) {
    return amount("*:budget:" + budget + ":*", key -> List.of("HGET", key, "reserved"));
  }

  /**
   * What statuses tell, of all months, USD.
   *
   * @param payer {@code key:NAMESPACE/NAME} or {@code team:NAMESPACE/NAME}
   */
  public BigDecimal told(String payer) {
    return amount("*:spent:" + payer + ":*", key -> List.of("GET", key));
  }

  /** How many reservations there are, of whatever call. */
  public int reservations() {
    return (int)
        values("*:res:*", key -> List.of("GET", key)).stream()
            .filter(value -> value.startsWith("{"))
            .count();
  }

  /** How many entries are on their way to Postgres. */
  public long onTheirWay() {
    return sum("*:ledger");
  }

  /** How many entries Postgres refused. */
  public long parked() {
    return sum("*:ledger:parked");
  }

  private long sum(String streams) {
    return values(streams, key -> List.of("XLEN", key)).stream().mapToLong(Long::parseLong).sum();
  }

  private BigDecimal amount(String pattern, Function<String, List<String>> read) {
    return values(pattern, read).stream()
        .map(units -> new BigDecimal(units).movePointLeft(10))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** What the command says of each key of that pattern that has something to say. */
  private List<String> values(String pattern, Function<String, List<String>> command) {
    List<String> values = new ArrayList<>();
    for (RedisServer master : masters.get()) {
      try (RedisConnection connection = master.connect()) {
        List<?> keys = (List<?>) Objects.requireNonNull(connection.call("KEYS", pattern));
        for (Object key : keys) {
          Object value = connection.call(command.apply(key.toString()).toArray(String[]::new));
          if (value != null) {
            values.add(value.toString());
          }
        }
      }
    }
    return values;
  }
}
