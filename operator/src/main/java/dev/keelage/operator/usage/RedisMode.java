package dev.keelage.operator.usage;

/** How Redis is run. */
public enum RedisMode {
  SINGLE,
  SENTINEL,
  CLUSTER
}
