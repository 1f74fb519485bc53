package dev.keelage.gateway.store.redis.link;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How to reach Redis and how long to wait for it.
 *
 * @param urls one server, or the seeds of a cluster, or the sentinels
 * @param masterName what the sentinels call the master
 * @param instance name of this gateway among its kind
 * @param connectTimeout for a new connection
 * @param commandTimeout for an answer; after it the connection counts as lost
 * @param reservationTtl life of a reservation without a sign of life
 * @param bookedMemory how long a booked call is remembered, so that booking it again does nothing;
 *     at least as long as others may take to find the notes of a dead gateway
 * @param maxWaitingBookings bound of the bookings that wait in memory for Redis
 * @param loans whether calls far from their limits may be decided here
 */
public record RedisSettings(
    Mode mode,
    List<String> urls,
    Optional<String> masterName,
    String instance,
    Duration connectTimeout,
    Duration commandTimeout,
    Duration reservationTtl,
    Duration bookedMemory,
    int maxWaitingBookings,
    boolean loans) {
  /** The reaper books so many per round and gateway that a large gateway's take a while. */
  private static final Duration FINDING_ALL_NOTES = Duration.ofMinutes(10);

  public RedisSettings {
    urls = List.copyOf(urls);
    Duration found = reservationTtl.multipliedBy(2).plus(FINDING_ALL_NOTES);
    bookedMemory = bookedMemory.compareTo(found) < 0 ? found : bookedMemory;
    if (urls.isEmpty()) {
      throw new IllegalArgumentException("at least one Redis URL is needed");
    }
  }

  /** How Redis is run. */
  public enum Mode {
    SINGLE,
    SENTINEL,
    CLUSTER
  }

  /** Defaults for one server. */
  public static RedisSettings single(String url, String instance) {
    return new RedisSettings(
        Mode.SINGLE,
        List.of(url),
        Optional.empty(),
        instance,
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(60),
        Duration.ofMinutes(15),
        100_000,
        true);
  }

  /** The same with another life of reservations. */
  public RedisSettings withReservationTtl(Duration ttl) {
    return new RedisSettings(
        mode,
        urls,
        masterName,
        instance,
        connectTimeout,
        commandTimeout,
        ttl,
        bookedMemory,
        maxWaitingBookings,
        loans);
  }
}
