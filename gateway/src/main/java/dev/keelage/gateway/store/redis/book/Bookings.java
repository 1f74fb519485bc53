package dev.keelage.gateway.store.redis.book;

import dev.keelage.gateway.store.Utf8;
import dev.keelage.gateway.store.journal.Journal;
import dev.keelage.gateway.store.redis.settle.SettleOrder;
import dev.keelage.gateway.store.redis.settle.SettleOrderJson;
import io.vertx.core.Future;
import io.vertx.core.impl.VertxInternal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Looks after the bookings that Redis does not have yet: how many there are, and the journal that
 * holds them should the process be killed. Safe from any thread.
 */
public final class Bookings {
  private final Backlog backlog;
  private final Optional<Journal> journal;
  private final Set<String> written;

  /**
   * @param maxWaiting how many calls may wait before no more are admitted
   * @param written gets the tags in which ledger entries arrived
   */
  public Bookings(int maxWaiting, Optional<Journal> journal, Set<String> written) {
    this.backlog = new Backlog(maxWaiting);
    this.journal = journal;
    this.written = written;
  }

  public boolean acceptsMore() {
    return !backlog.full() && journal.map(kept -> !kept.full()).orElse(true);
  }

  public int waiting() {
    return backlog.size();
  }

  public Future<Void> drained(VertxInternal vertx) {
    return backlog.drained(vertx);
  }

  /**
   * Takes on one more call.
   *
   * @return false if there is no room at all any more
   */
  public boolean add() {
    return backlog.add();
  }

  /**
   * Notes a call that has no reservation in Redis, before it is made: it is booked as an orphan if
   * nothing comes after.
   *
   * @return false if it could not be noted; without a journal nothing can be, and nobody asks for
   *     it
   */
  public boolean begun(String id, Consumer<Utf8> note) {
    if (journal.isEmpty() || journal.get().add(id, note)) {
      return true;
    }
    notMade(id);
    return false;
  }

  /** Takes such a note back. */
  public void notMade(String id) {
    if (journal.isPresent()) {
      journal.get().done(id);
    }
  }

  /** Takes on a call by itself; see {@link #sealed} for those in batches. */
  public boolean add(SettleOrder order) {
    if (!backlog.add()) {
      return false;
    }
    if (order.isOurs() && journal.isPresent()) {
      journal.get().add(order.id(), note -> SettleOrderJson.write(note, order));
    }
    return true;
  }

  /** Takes on calls that the journal has. */
  public void addLeft(int calls) {
    backlog.addLeft(calls);
  }

  /**
   * The call that was noted when it began has ended, and is taken on by itself; there was room for
   * it.
   */
  public void ended(String begun, SettleOrder order) {
    if (journal.isPresent()) {
      journal.get().replace(List.of(begun), order.id(), note -> SettleOrderJson.write(note, order));
    }
  }

  /** Nothing is added to the batch any more: calls taken on before leave with it. */
  void sealed(BookingBatch batch) {
    if (journal.isPresent()) {
      journal.get().replace(batch.callIds(), batch.id(), batch::write);
    }
  }

  public void stored(SettleOrder order) {
    backlog.removed(1);
    if (order.isOurs() && journal.isPresent()) {
      journal.get().done(order.id());
    }
    if (!order.entry().isEmpty()) {
      written.add(order.tag());
    }
  }

  public void stored(BookingBatch batch) {
    backlog.removed(batch.calls());
    if (journal.isPresent()) {
      journal.get().done(batch.id());
    }
    batch.parts().forEach(part -> written.add(part.tag()));
  }
}
