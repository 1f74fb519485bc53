package dev.keelage.gateway.http;

import dev.keelage.gateway.GatewaySettings;
import dev.keelage.gateway.dialect.Dialects;
import dev.keelage.gateway.pipeline.CallIds;
import dev.keelage.gateway.pipeline.CallObserver;
import dev.keelage.gateway.pipeline.CompiledGuardrails;
import dev.keelage.gateway.pipeline.RequestPipeline;
import dev.keelage.gateway.provider.Upstreams;
import dev.keelage.gateway.snapshot.SnapshotHolder;
import dev.keelage.gateway.stage.admit.Admission;
import dev.keelage.gateway.stage.send.Sender;
import dev.keelage.gateway.stage.send.UpstreamSignals;
import dev.keelage.gateway.stage.settle.Settlement;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The callers' port: one listener per event loop, each with a pipeline and upstream connections of
 * its own, so that a call stays on one thread from its first byte to its last.
 */
@Singleton
public class CallerServer {
  private static final long LOOK_MILLIS = 50;

  /** One part for bodies as they came, one for what becomes of them, two for all else. */
  private static final long SHARE_OF_THE_HEAP = 4;

  private final Vertx vertx;
  private final GatewaySettings settings;
  private final SnapshotHolder snapshots;
  private final CompiledGuardrails guardrails;
  private final Admission admission;
  private final Settlement settlement;
  private final Dialects dialects;
  private final CallObserver observer;
  private final UpstreamSignals signals;
  private final DrainState drain;
  private final BodyMemory bodies;
  private final List<CallerVerticle> listeners = new CopyOnWriteArrayList<>();

  public CallerServer(
      Vertx vertx,
      GatewaySettings settings,
      SnapshotHolder snapshots,
      CompiledGuardrails guardrails,
      Admission admission,
      Settlement settlement,
      Dialects dialects,
      CallObserver observer,
      UpstreamSignals signals,
      DrainState drain) {
    this.vertx = vertx;
    this.settings = settings;
    this.snapshots = snapshots;
    this.guardrails = guardrails;
    this.admission = admission;
    this.settlement = settlement;
    this.dialects = dialects;
    this.observer = observer;
    this.signals = signals;
    this.drain = drain;
    this.bodies =
        new BodyMemory(
            settings
                .body()
                .maxTotalBytes()
                .orElse(Runtime.getRuntime().maxMemory() / SHARE_OF_THE_HEAP));
  }

  /** Starts to listen. Completes with the port. */
  public Future<Integer> start() {
    int loops =
        settings.eventLoops() > 0
            ? settings.eventLoops()
            : Runtime.getRuntime().availableProcessors();
    return vertx
        .deployVerticle(this::listener, new DeploymentOptions().setInstances(loops))
        .compose(
            deployed ->
                CallerPort.open((VertxInternal) vertx, settings.host(), settings.port(), listeners))
        .map(
            port -> {
              ((VertxInternal) vertx).addCloseHook(closing -> close(port, closing));
              return port.number();
            });
  }

  /**
   * Leaves in good order: says not ready and still serves for a while, then refuses new calls,
   * waits for those in flight, and cuts what is left when the time is up.
   */
  public Future<Void> drain() {
    drain.enter(DrainState.Phase.LEAVING);
    return after(settings.drain().delay().toMillis())
        .compose(
            waited -> {
              drain.enter(DrainState.Phase.REFUSING);
              long deadlineNanos = System.nanoTime() + settings.drain().timeout().toNanos();
              return untilIdle(deadlineNanos);
            });
  }

  /** Calls in flight. */
  public int inFlight() {
    return listeners.stream().mapToInt(CallerVerticle::inFlight).sum();
  }

  /** Of the event loop that has not come round for longest; under two seconds in good health. */
  public Duration longestSilence() {
    return Duration.ofNanos(
        listeners.stream().mapToLong(CallerVerticle::silenceNanos).max().orElse(0));
  }

  private Future<Void> untilIdle(long deadlineNanos) {
    if (inFlight() == 0) {
      return Future.succeededFuture();
    }
    if (System.nanoTime() - deadlineNanos >= 0) {
      listeners.forEach(CallerVerticle::cutAll);
      return after(LOOK_MILLIS);
    }
    return after(LOOK_MILLIS).compose(looked -> untilIdle(deadlineNanos));
  }

  private Future<Void> after(long millis) {
    Promise<Void> waited = Promise.promise();
    vertx.setTimer(Math.max(1, millis), fired -> waited.complete());
    return waited.future();
  }

  private static void close(CallerPort port, Promise<Void> closed) {
    port.close();
    closed.complete();
  }

  private CallerVerticle listener() {
    CallerVerticle listener =
        new CallerVerticle(settings, drain, bodies, InstantSource.system(), this::handler);
    listeners.add(listener);
    return listener;
  }

  private CallerHandler handler(Vertx vertx, ActiveCalls active) {
    CallIds ids = new CallIds();
    InstantSource clock = InstantSource.system();
    Upstreams upstreams = new Upstreams(vertx, settings.upstream().maxConnections(), mockEnabled());
    RequestPipeline pipeline =
        new RequestPipeline(
            snapshots,
            guardrails,
            admission,
            settlement,
            dialects,
            new Sender(vertx, upstreams, dialects, signals),
            ids,
            observer);
    return new CallerHandler(
        dialects, pipeline, new ModelListing(snapshots, clock), ids, active, drain, clock);
  }

  private boolean mockEnabled() {
    return settings.mock().enabled().orElse(settings.resources().isPresent());
  }
}
