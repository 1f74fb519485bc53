package dev.keelage.gateway.store;

import dev.keelage.gateway.store.redis.link.RedisSettings;
import dev.keelage.testkit.RedisCluster;
import dev.keelage.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How tests reach a Redis whose silence is not their subject: a busy machine is no outage, so these
 * time-outs are longer than any test lasts.
 */
public final class PatientRedis {
  private static final Duration LONG = Duration.ofSeconds(60);

  private PatientRedis() {}

  public static RedisSettings single(RedisServer redis, String instance) {
    return with(RedisSettings.single(redis.uri(), instance), LONG);
  }

  /**
   * @param reservationTtl life of a reservation without a sign of life
   */
  public static RedisSettings cluster(
      RedisCluster redis, String instance, Duration reservationTtl, boolean loans) {
    return new RedisSettings(
        RedisSettings.Mode.CLUSTER,
        redis.uris(),
        Optional.empty(),
        instance,
        LONG,
        LONG,
        reservationTtl,
        Duration.ofMinutes(15),
        1000,
        loans);
  }

  /** The same with another time-out for an answer, for tests that wait for it. */
  public static RedisSettings with(RedisSettings settings, Duration commandTimeout) {
    return new RedisSettings(
        settings.mode(),
        List.copyOf(settings.urls()),
        settings.masterName(),
        settings.instance(),
        LONG,
        commandTimeout,
        settings.reservationTtl(),
        settings.bookedMemory(),
        settings.maxWaitingBookings(),
        settings.loans());
  }
}
