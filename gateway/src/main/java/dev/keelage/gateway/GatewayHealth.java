package dev.keelage.gateway;

import dev.keelage.gateway.http.CallerServer;
import dev.keelage.gateway.http.DrainState;
import dev.keelage.gateway.snapshot.LoadedSnapshot;
import dev.keelage.gateway.snapshot.SnapshotHolder;
import dev.keelage.gateway.store.redis.RedisCounterStore;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.Limits;
import dev.keelage.snapshot.Snapshot;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/**
 * What a gateway says to those who ask whether it should get traffic, or be started anew. Neither
 * answer ever asks a store.
 */
@Singleton
public class GatewayHealth {
  /** An event loop that has not come round for so long will not any more. */
  private static final Duration STUCK = Duration.ofSeconds(30);

  private final AtomicBoolean redisSeen = new AtomicBoolean();

  /**
   * Ready with a snapshot, and once Redis has been reached (or is not needed, since no policy says
   * {@code Deny}). A Redis that is lost later takes no gateway out of service: all of them would go
   * at once, and callers could not even be told why. Each policy's failure mode answers instead.
   */
  @Produces
  @Singleton
  @Readiness
  HealthCheck readiness(SnapshotHolder snapshots, RedisCounterStore store, DrainState drain) {
    return () -> {
      boolean redis = store.reachable();
      if (redis) {
        redisSeen.set(true);
      }
      boolean loaded = snapshots.current().isPresent();
      boolean serving = drain.phase() == DrainState.Phase.SERVING;
      boolean counting =
          redisSeen.get() || snapshots.current().map(now -> !anyDenies(now.source())).orElse(false);
      return HealthCheckResponse.named("gateway")
          .status(loaded && serving && counting)
          .withData(
              "snapshot", snapshots.current().map(LoadedSnapshot::digest).orElse("none loaded yet"))
          .withData("redis", redis ? "reachable" : "away: failure modes apply")
          .withData("draining", !serving)
          .build();
    };
  }

  @Produces
  @Singleton
  @Liveness
  HealthCheck liveness(CallerServer server) {
    return () ->
        HealthCheckResponse.named("event-loops")
            .status(server.longestSilence().compareTo(STUCK) < 0)
            .build();
  }

  private static boolean anyDenies(Snapshot snapshot) {
    Stream<Limits> limits =
        Stream.concat(
            snapshot.keys().stream().map(key -> key.limits()).filter(Objects::nonNull),
            snapshot.teams().stream().map(team -> team.limits()).filter(Objects::nonNull));
    return Stream.concat(
            limits.map(Limits::whenStoreUnavailable),
            snapshot.budgets().stream().map(budget -> budget.whenStoreUnavailable()))
        .anyMatch(mode -> mode == FailureMode.DENY);
  }
}
