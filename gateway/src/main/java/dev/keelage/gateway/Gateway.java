package dev.keelage.gateway;

import dev.keelage.gateway.http.CallerServer;
import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.stage.settle.Settlement;
import dev.keelage.gateway.store.postgres.LedgerWriter;
import dev.keelage.gateway.store.redis.RedisCounterStore;
import dev.keelage.gateway.telemetry.LoadGauges;
import dev.keelage.snapshot.StoreUrl;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The life of the process: stores, configuration, callers; and the same way back. */
@Singleton
public class Gateway {
  /** Before whatever closes connections: calls in flight still need them. */
  private static final int FIRST = 1;

  private static final Duration START = Duration.ofSeconds(20);
  private static final Duration SETTLE = Duration.ofSeconds(20);
  private static final Duration GOODBYE = Duration.ofSeconds(2);
  private static final Logger LOG = Logger.getLogger(Gateway.class);

  private final GatewaySettings settings;
  private final Vertx vertx;
  private final RedisCounterStore store;
  private final StoreSignals signals;
  private final MeterRegistry meters;
  private final ClusterSource cluster;
  private final CallerServer server;
  private final Settlement settlement;
  private Optional<LedgerWriter> ledger = Optional.empty();
  private @Nullable Thread goodbye;

  public Gateway(
      GatewaySettings settings,
      Vertx vertx,
      RedisCounterStore store,
      StoreSignals signals,
      MeterRegistry meters,
      ClusterSource cluster,
      CallerServer server,
      Settlement settlement) {
    this.settings = settings;
    this.vertx = vertx;
    this.store = store;
    this.signals = signals;
    this.meters = meters;
    this.cluster = cluster;
    this.server = server;
    this.settlement = settlement;
  }

  void start(@Observes StartupEvent started) {
    LoadGauges.register(meters, server::inFlight, store::waitingBookings);
    ledger =
        settings
            .postgres()
            .url()
            .map(StoreUrl::postgres)
            .map(url -> LedgerWriter.start(vertx, store.outbox(), url, signals));
    if (settings.resources().isEmpty()) {
      cluster.start();
    }
    int port = await(server.start(), START, "cannot listen on port " + settings.port());
    LOG.infof(
        "keelage gateway: callers on %s:%d, ledger %s, configuration from %s",
        settings.host(),
        port,
        ledger.isPresent() ? "to Postgres" : "kept in Redis (KEELAGE_POSTGRES_URL is not set)",
        settings.resources().orElseGet(() -> "namespace " + cluster.namespace()));
  }

  /** Still before Quarkus closes anything: health and metrics tell of the draining. */
  void drain(@Observes ShutdownDelayInitiatedEvent leaving) {
    LOG.infof("leaving: calls=%d", server.inFlight());
    Duration drain = settings.drain().delay().plus(settings.drain().timeout());
    leave(server.drain(), drain.plusSeconds(5), "calls did not end in time");
    // Until here it took calls, with keys that the operator may have issued just now. Beside, since
    // an API server that is away must not hold up the bookings.
    goodbye = Thread.ofPlatform().daemon().name("keelage-goodbye").start(cluster::close);
    leave(
        settlement.drain(),
        SETTLE,
        "some calls are not booked: this gateway's next start books what its journal has, other gateways what Redis knows of");
  }

  void stop(@Observes @Priority(FIRST) ShutdownEvent stopping) {
    ledger.ifPresent(writer -> leave(writer.stop(), SETTLE, "the ledger is left to others"));
    leave(store.close(), SETTLE, "Redis connections did not close");
    join(goodbye);
  }

  private static void join(@Nullable Thread goodbye) {
    try {
      if (goodbye != null) {
        goodbye.join(GOODBYE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void leave(Future<Void> last, Duration bound, String otherwise) {
    try {
      await(last, bound, otherwise);
    } catch (IllegalStateException e) {
      LOG.warn(otherwise, e);
    }
  }

  private static <T> T await(Future<T> future, Duration bound, String otherwise) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(bound.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(otherwise, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(otherwise, e);
    }
  }
}
