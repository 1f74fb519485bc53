package dev.keelage.gateway.stage.send;

import dev.keelage.gateway.dialect.Dialects;
import dev.keelage.gateway.provider.Upstreams;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** Sends calls from one event loop. Not thread-safe; each event loop has its own. */
public final class Sender {
  private final Vertx vertx;
  private final Watches watches;
  private final Upstreams upstreams;
  private final Dialects dialects;
  private final UpstreamSignals signals;

  /** Must be made on its event loop. */
  public Sender(Vertx vertx, Upstreams upstreams, Dialects dialects, UpstreamSignals signals) {
    this.vertx = vertx;
    this.watches = new Watches(vertx);
    this.upstreams = upstreams;
    this.dialects = dialects;
    this.signals = signals;
  }

  /** Must be called on the event loop that this belongs to; the outcome arrives there. */
  public Sending send(SendOrder order) {
    long totalDeadlineNanos =
        System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(order.timeouts().totalMillis());
    return new Sending(
            order,
            (deployment, outcome) ->
                new Attempt(
                    watches,
                    upstreams,
                    signals,
                    order,
                    deployment,
                    dialects.of(Upstreams.format(deployment)),
                    totalDeadlineNanos,
                    outcome),
            signals,
            (nanos, next) ->
                vertx.setTimer(
                    Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)), fired -> next.run()),
            totalDeadlineNanos)
        .start();
  }
}
