package dev.keelage.e2e;

import dev.keelage.testkit.RedisServer;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;

/** The budget counters in Redis, read as an administrator would with redis-cli. */
final class Counters {
  private final RedisServer redis;

  Counters(RedisServer redis) {
    this.redis = redis;
  }

  /** Settled so far, USD. */
  BigDecimal spent(String budget) {
    return amount(budget, "spent");
  }

  /** Held for calls in flight, USD. */
  BigDecimal reserved(String budget) {
    return amount(budget, "reserved");
  }

  /** How many reservations there are, of whatever call. */
  int reservations() {
    return keys("*:res:*").stream()
        .filter(key -> String.valueOf(redis.call("GET", key)).startsWith("{"))
        .toList()
        .size();
  }

  private BigDecimal amount(String budget, String field) {
    return keys("*:budget:" + budget + ":*").stream()
        .map(key -> redis.call("HGET", key, field))
        .filter(Objects::nonNull)
        .map(units -> new BigDecimal(units.toString()).movePointLeft(10))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private List<String> keys(String pattern) {
    return ((List<?>) Objects.requireNonNull(redis.call("KEYS", pattern)))
        .stream().map(String::valueOf).toList();
  }
}
