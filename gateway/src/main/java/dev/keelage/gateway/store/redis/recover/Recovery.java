package dev.keelage.gateway.store.redis.recover;

import dev.keelage.gateway.store.journal.Journal;
import dev.keelage.gateway.store.redis.begun.BegunCall;
import dev.keelage.gateway.store.redis.book.BookingBatch;
import dev.keelage.gateway.store.redis.book.Bookings;
import dev.keelage.gateway.store.redis.lane.RedisLane;
import dev.keelage.gateway.store.redis.settle.SettleOrder;
import dev.keelage.gateway.store.redis.settle.SettleOrderJson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Books what the journal holds of the gateway's last life: calls that had ended are booked as they
 * ended, those that were in flight as orphans.
 */
public final class Recovery {
  private static final Logger LOG = Logger.getLogger(Recovery.class);

  private final Bookings bookings;
  private final RedisLane lane;
  private final Journal journal;
  private final List<BookingBatch> batches = new ArrayList<>();
  private int orphans;

  public Recovery(Bookings bookings, RedisLane lane, Journal journal) {
    this.bookings = bookings;
    this.lane = lane;
    this.journal = journal;
  }

  public void run() {
    journal.recovered().forEach(this::recover);
    // In each writer's own order: its highest number tells what Redis has.
    batches.sort(Comparator.comparingLong(BookingBatch::number));
    batches.forEach(lane::bookLeft);
    if (!journal.recovered().isEmpty()) {
      LOG.infof(
          "booking what the journal holds: notes=%d in_flight=%d",
          journal.recovered().size(), orphans);
    }
  }

  private void recover(String id, String text) {
    try {
      if (BookingBatch.isBatch(text)) {
        BookingBatch batch = BookingBatch.ofLine(text);
        bookings.addLeft(batch.calls());
        batches.add(batch);
      } else if (BegunCall.isBegunCall(text)) {
        lane.bookOrphan(id, BegunCall.ofLine(text), "");
        orphans++;
      } else {
        SettleOrder order = SettleOrderJson.decode(text);
        bookings.addLeft(1);
        lane.settle(order);
      }
    } catch (IllegalArgumentException e) {
      LOG.errorf("journal has a booking that cannot be read: %s", text);
      journal.done(id);
    }
  }
}
