package dev.keelage.gateway.store.redis.lane;

import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.store.redis.book.Bookings;
import dev.keelage.gateway.store.redis.link.BackgroundLink;
import dev.keelage.gateway.store.redis.link.RedisSettings;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of a gateway, one per event loop that counts; one of its own for the work in the
 * background.
 */
public final class RedisLanes {
  private final VertxInternal vertx;
  private final RedisSettings settings;
  private final StoreSignals signals;
  private final Bookings bookings;
  private final IntSupplier gateways;

  /** Another one in each life: batches of the last one keep their numbers. */
  private final String life;

  private final ConcurrentHashMap<EventLoop, RedisLane> lanes = new ConcurrentHashMap<>();
  private final AtomicInteger writers = new AtomicInteger();
  private final RedisLane background;
  private final BackgroundLink backgroundLink;

  public RedisLanes(
      Vertx vertx,
      RedisSettings settings,
      StoreSignals signals,
      Bookings bookings,
      IntSupplier gateways) {
    this.vertx = (VertxInternal) vertx;
    this.settings = settings;
    this.signals = signals;
    this.bookings = bookings;
    this.gateways = gateways;
    this.life = settings.instance().replaceAll("[\\s;{}]", "_") + ":" + UUID.randomUUID();
    ContextInternal context = this.vertx.createEventLoopContext();
    this.background = lane(context);
    this.backgroundLink = new BackgroundLink(this.vertx, context, background.link());
  }

  /** The lane of the calling event loop; the one in the background for other threads. */
  public RedisLane current() {
    @Nullable ContextInternal context = ContextInternal.current();
    if (context == null || !context.isEventLoopContext() || !context.inThread()) {
      return background;
    }
    RedisLane lane = lanes.get(context.nettyEventLoop());
    return lane == null ? lane(context.unwrap()) : lane;
  }

  public BackgroundLink backgroundLink() {
    return backgroundLink;
  }

  public RedisLane background() {
    return background;
  }

  /** Completes when nothing more comes from here, neither to Redis nor to the journal. */
  public Future<Void> close() {
    List<Future<Void>> closing = new ArrayList<>();
    for (RedisLane lane : lanes.values()) {
      Promise<Void> closed = vertx.promise();
      closing.add(closed.future());
      lane.execute(
          () -> {
            lane.close();
            closed.complete();
          });
    }
    return Future.join(closing).mapEmpty();
  }

  /** How many borrow from one counter: the event loops of all gateways, if they have as many. */
  private int borrowers() {
    return gateways.getAsInt() * Math.max(1, lanes.size() - 1);
  }

  private RedisLane lane(ContextInternal context) {
    return lanes.computeIfAbsent(
        context.nettyEventLoop(),
        loop ->
            new RedisLane(
                vertx,
                context,
                settings,
                signals,
                bookings,
                life + ":" + writers.incrementAndGet(),
                this::borrowers));
  }
}
