package dev.keelage.perf.load;

/**
 * One measurement to make. It ends with its time or its count, whichever comes first.
 *
 * @param port on loopback, of whatever is measured
 * @param shape what to ask for
 * @param key the callers' API key
 * @param ratePerSecond requests that fall due each second; 0 = as fast as the answers come
 * @param connections open at once
 * @param seconds in which requests are sent
 * @param maxRequests that are sent at most
 */
public record LoadRun(
    int port,
    Shape shape,
    String key,
    int ratePerSecond,
    int connections,
    int seconds,
    long maxRequests) {
  public LoadRun {
    if (ratePerSecond < 0 || ratePerSecond > 100_000) {
      throw new IllegalArgumentException("ratePerSecond: " + ratePerSecond);
    }
    if (connections < 1 || connections > 1024) {
      throw new IllegalArgumentException("connections: " + connections);
    }
    if (seconds < 1 || seconds > 3600 || maxRequests < 1) {
      throw new IllegalArgumentException("a run needs a bound in time and count");
    }
  }

  /** As many requests as this many connections carry. */
  public static LoadRun maximum(int port, Shape shape, String key, int connections, int seconds) {
    return new LoadRun(port, shape, key, 0, connections, seconds, Long.MAX_VALUE);
  }

  /** A fixed rate, whatever the answers do. */
  public static LoadRun paced(int port, Shape shape, String key, int ratePerSecond, int seconds) {
    return new LoadRun(
        port, shape, key, ratePerSecond, 256, seconds, (long) ratePerSecond * seconds);
  }
}
