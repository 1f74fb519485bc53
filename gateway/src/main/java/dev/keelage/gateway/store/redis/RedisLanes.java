package dev.keelage.gateway.store.redis;

import dev.keelage.gateway.stage.admit.StoreSignals;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of a gateway, one per event loop that counts; one of its own for the work in the
 * background.
 */
final class RedisLanes {
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

  RedisLanes(
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
    this.background = lane(this.vertx.createEventLoopContext());
  }

  /** The lane of the calling event loop; the one in the background for other threads. */
  RedisLane current() {
    @Nullable ContextInternal context = ContextInternal.current();
    if (context == null || !context.isEventLoopContext() || !context.inThread()) {
      return background;
    }
    RedisLane lane = lanes.get(context.nettyEventLoop());
    return lane == null ? lane(context.unwrap()) : lane;
  }

  /** Sends on the lane in the background; the answer arrives on the caller's context. */
  Future<Response> inBackground(Function<RedisLink, Future<Response>> work) {
    Promise<Response> answer = vertx.promise();
    background.execute(() -> work.apply(background.link()).onComplete(answer));
    return answer.future();
  }

  Future<Response> send(Request request) {
    return inBackground(link -> link.send(request));
  }

  Future<Response> run(Script script, List<String> keys, List<String> arguments) {
    return inBackground(link -> link.run(script, keys, arguments));
  }

  RedisLane background() {
    return background;
  }

  /** Completes when nothing more comes from here, neither to Redis nor to the journal. */
  Future<Void> close() {
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
