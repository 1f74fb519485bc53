package dev.keelage.gateway.store.redis.lane;

import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.stage.settle.LedgerEntry;
import dev.keelage.gateway.store.Utf8;
import dev.keelage.gateway.store.redis.begun.BegunCall;
import dev.keelage.gateway.store.redis.begun.BegunNotes;
import dev.keelage.gateway.store.redis.begun.LocalCall;
import dev.keelage.gateway.store.redis.book.BookQueue;
import dev.keelage.gateway.store.redis.book.BookingBatch;
import dev.keelage.gateway.store.redis.book.Bookings;
import dev.keelage.gateway.store.redis.claim.TagClaims;
import dev.keelage.gateway.store.redis.lend.Leases;
import dev.keelage.gateway.store.redis.link.RedisLink;
import dev.keelage.gateway.store.redis.link.RedisSettings;
import dev.keelage.gateway.store.redis.reserve.ReserveOrder;
import dev.keelage.gateway.store.redis.reserve.ReserveQueue;
import dev.keelage.gateway.store.redis.settle.SettleOrder;
import dev.keelage.gateway.store.redis.settle.SettleQueue;
import dev.keelage.snapshot.counter.CounterNames;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * What one event loop has of the store: a connection and the queues in front of it. All of it
 * belongs to that loop's thread; nothing is locked.
 */
public final class RedisLane {
  private final ContextInternal context;
  private final RedisSettings settings;
  private final StoreSignals signals;
  private final Bookings bookings;
  private final String writer;
  private final RedisLink link;
  private final Leases leases;
  private final BegunNotes notes;

  /** Calls that ended when there was no room to book them. */
  private final List<LocalCall> dropped = new ArrayList<>();

  private final Map<String, ReserveQueue> reserving = new HashMap<>();
  private final Map<String, SettleQueue> settling = new HashMap<>();
  private final Map<String, BookQueue> booking = new HashMap<>();

  RedisLane(
      Vertx vertx,
      ContextInternal context,
      RedisSettings settings,
      StoreSignals signals,
      Bookings bookings,
      String writer,
      IntSupplier borrowers) {
    this.context = context;
    this.settings = settings;
    this.signals = signals;
    this.bookings = bookings;
    this.writer = writer;
    this.link = new RedisLink(vertx, context, settings, signals);
    this.leases = new Leases(link, context, settings, signals, borrowers, writer);
    this.notes = new BegunNotes(link, context, settings, writer);
    link.onUp(this::bookDropped);
    link.start();
  }

  RedisLink link() {
    return link;
  }

  public void reserve(ReserveOrder order) {
    execute(
        () ->
            reserving
                .computeIfAbsent(
                    group(order.tag()), group -> new ReserveQueue(link, settings, signals))
                .add(order));
  }

  public void settle(SettleOrder order) {
    execute(() -> settling(order.tag()).add(order));
  }

  /** A call that holds nothing and was not noted when it began. */
  public void book(String tag, List<String> spending, LedgerEntry entry) {
    execute(() -> booking(tag).add(tag, spending, entry));
  }

  /** A call that nothing limits begins. */
  void begin(LocalCall call) {
    execute(() -> notes.addUnlimited(call));
  }

  /**
   * A call that was decided out of loans begins.
   *
   * @param note what there is to know of it
   */
  void beginLent(LocalCall call, Utf8 note) {
    notes.add(call, note);
  }

  /** A call that was decided here has ended. */
  public void book(LocalCall call, LedgerEntry entry) {
    execute(
        () -> {
          leases.free(call.slots());
          booking(call.held().tag()).add(call, entry, leases, notes.remove(call));
        });
  }

  /** It has ended, and there is no room to book it. */
  void drop(LocalCall call) {
    execute(
        () -> {
          leases.free(call.slots());
          call.shares().forEach(share -> leases.end(share, share.claim().amount()));
          notes.remove(call);
          dropped.add(call);
          bookDropped();
        });
  }

  private void bookDropped() {
    if (link.up()) {
      dropped.forEach(call -> bookOrphan(call.callId(), call.begun(), notes.decider()));
      dropped.clear();
    }
  }

  /**
   * Books a call at the most that it can cost.
   *
   * @param id under which the journal knows it
   * @param decider under which Redis may have a note of it; empty = not known
   */
  public void bookOrphan(String id, BegunCall call, String decider) {
    SettleOrder order = call.order(decider);
    bookings.addLeft(1);
    bookings.ended(id, order);
    settle(order);
  }

  /** It is not made after all, and Redis was not told. */
  void giveBack(LocalCall call) {
    leases.free(call.slots());
    call.shares().forEach(share -> leases.end(share, 0));
  }

  /** What an earlier life of the gateway left: to be added in its order. */
  public void bookLeft(BookingBatch batch) {
    execute(
        () -> batch.parts().stream().findFirst().ifPresent(p -> booking(p.tag()).addLeft(batch)));
  }

  private SettleQueue settling(String tag) {
    return settling.computeIfAbsent(
        group(tag),
        group ->
            new SettleQueue(
                link,
                context,
                settings,
                signals,
                bookings::stored,
                CounterNames.booked(group, writer + ":ends")));
  }

  private BookQueue booking(String tag) {
    return booking.computeIfAbsent(
        group(tag), group -> new BookQueue(link, context, signals, bookings, writer, group));
  }

  /**
   * Decides a call out of what is borrowed.
   *
   * @return empty if Redis has to decide
   */
  Optional<Leases.Taken> take(TagClaims claims) {
    long now = System.nanoTime();
    return context.inThread() && notes.ready(claims.tag(), now)
        ? leases.take(claims.tag(), claims.claims(), now)
        : Optional.empty();
  }

  void close() {
    notes.close();
    leases.close();
    booking.values().forEach(BookQueue::seal);
    link.close();
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
