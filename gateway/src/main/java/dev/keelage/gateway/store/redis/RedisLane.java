package dev.keelage.gateway.store.redis;

import dev.keelage.gateway.stage.admit.StoreSignals;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What one event loop has of the store: a connection and the queues in front of it. All of it
 * belongs to that loop's thread; nothing is locked.
 */
final class RedisLane {
  private final ContextInternal context;
  private final RedisSettings settings;
  private final StoreSignals signals;
  private final Consumer<SettleOrder> stored;
  private final RedisLink link;
  private final Map<String, ReserveQueue> reserving = new HashMap<>();
  private final Map<String, SettleQueue> settling = new HashMap<>();

  RedisLane(
      Vertx vertx,
      ContextInternal context,
      RedisSettings settings,
      StoreSignals signals,
      Consumer<SettleOrder> stored) {
    this.context = context;
    this.settings = settings;
    this.signals = signals;
    this.stored = stored;
    this.link = new RedisLink(vertx, context, settings, signals);
    link.start();
  }

  RedisLink link() {
    return link;
  }

  void reserve(ReserveOrder order) {
    execute(
        () ->
            reserving
                .computeIfAbsent(
                    group(order.tag()), group -> new ReserveQueue(link, settings, signals))
                .add(order));
  }

  void settle(SettleOrder order) {
    execute(
        () ->
            settling
                .computeIfAbsent(
                    group(order.tag()),
                    group -> new SettleQueue(link, context, settings, signals, stored))
                .add(order));
  }

  /** Runs on the loop's thread: at once if the caller is on it. */
  void execute(Runnable work) {
    if (context.inThread()) {
      work.run();
    } else {
      context.runOnContext(ignored -> work.run());
    }
  }

  /**
   * One script call covers what lives in one hash slot; outside of a cluster that is everything.
   */
  private String group(String tag) {
    return switch (settings.mode()) {
      case SINGLE, SENTINEL -> "";
      case CLUSTER -> tag;
    };
  }
}
