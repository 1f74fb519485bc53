package dev.keelage.gateway.store.redis.book;

import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.stage.admit.StoreSignals.Booked;
import dev.keelage.gateway.stage.admit.StoreUnavailable;
import dev.keelage.gateway.stage.settle.LedgerEntry;
import dev.keelage.gateway.store.redis.begun.BegunNotes;
import dev.keelage.gateway.store.redis.begun.LocalCall;
import dev.keelage.gateway.store.redis.claim.HeldClaim;
import dev.keelage.gateway.store.redis.claim.SpendingCounters;
import dev.keelage.gateway.store.redis.lend.Leases;
import dev.keelage.gateway.store.redis.lend.Loan;
import dev.keelage.gateway.store.redis.lend.Loan.Share;
import dev.keelage.gateway.store.redis.link.RedisLink;
import dev.keelage.gateway.store.redis.link.RedisRefused;
import dev.keelage.gateway.store.redis.script.Script;
import dev.keelage.gateway.store.redis.settle.ParkedLedger;
import dev.keelage.snapshot.counter.CounterNames;
import io.vertx.core.Future;
import io.vertx.core.impl.ContextInternal;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Calls of which Redis does not know and that wait to be booked. They gather for a few milliseconds
 * into a batch, which is journaled and then sent, one after the other, until Redis has it.
 */
public final class BookQueue {
  private static final Logger LOG = Logger.getLogger(BookQueue.class);
  private static final int MOST_CALLS = 200;
  private static final long GATHER_MILLIS = 5;

  /** A writer that was killed may come back with its journal. */
  private static final String REMEMBERED_SECONDS = Long.toString(Duration.ofDays(7).toSeconds());

  private final RedisLink link;
  private final ContextInternal context;
  private final StoreSignals signals;
  private final Bookings bookings;
  private final String decider;
  private final String markTag;
  private final ArrayDeque<BookingBatch> sealed = new ArrayDeque<>();
  private @Nullable BookingBatch open;
  private long number;
  private boolean inFlight;

  /**
   * @param decider under which Redis has notes of calls, see {@link BegunNotes}
   * @param markTag hash tag of all that is booked here; empty where Redis needs none
   */
  public BookQueue(
      RedisLink link,
      ContextInternal context,
      StoreSignals signals,
      Bookings bookings,
      String decider,
      String markTag) {
    this.link = link;
    this.context = context;
    this.signals = signals;
    this.bookings = bookings;
    this.decider = decider;
    this.markTag = markTag;
    link.onUp(this::send);
  }

  /** A call that holds nothing anywhere. */
  public void add(String tag, List<String> spending, LedgerEntry entry) {
    BookingBatch batch = gathering();
    batch.add(tag, entry, spending);
    sealIfFull(batch);
  }

  /**
   * A call that was decided here.
   *
   * @param noted whether Redis may have a note of it
   */
  public void add(LocalCall call, LedgerEntry entry, Leases leases, boolean noted) {
    String tag = call.held().tag();
    BookingBatch batch = gathering();
    batch.add(tag, entry, call.names().spending());
    if (noted) {
      batch.noted(tag, decider, call.callId());
    }
    for (Share share : call.shares()) {
      HeldClaim claim = share.claim();
      long used = claim.actual(entry.costUnits(), entry.usage());
      long taken = leases.end(share, used);
      String account = share.loan().account();
      if (Loan.ofHistory(claim)) {
        batch.remember(tag, claim, used);
      } else if (account.isEmpty()) {
        batch.correct(tag, claim.key(), used - taken);
      } else {
        batch.draw(tag, claim, account, used, taken);
      }
    }
    sealIfFull(batch);
  }

  private BookingBatch gathering() {
    BookingBatch batch = open;
    if (batch == null) {
      batch = new BookingBatch(decider + markTag, ++number);
      open = batch;
      BookingBatch gathering = batch;
      context.setTimer(GATHER_MILLIS, id -> seal(gathering));
    }
    return batch;
  }

  private void sealIfFull(BookingBatch batch) {
    if (batch.calls() >= MOST_CALLS) {
      seal(batch);
    }
  }

  /** What an earlier life of the gateway left, in its own order. */
  public void addLeft(BookingBatch batch) {
    sealed.add(batch);
    send();
  }

  /** Lets the journal have what has gathered. */
  public void seal() {
    if (open != null) {
      seal(open);
    }
  }

  private void seal(BookingBatch batch) {
    if (batch == open) {
      open = null;
      bookings.sealed(batch);
      sealed.add(batch);
      send();
    }
  }

  private void send() {
    BookingBatch batch = sealed.peek();
    if (inFlight || batch == null || !link.up()) {
      return;
    }
    inFlight = true;
    List<String> keys = new ArrayList<>();
    List<String> arguments = new ArrayList<>();
    encode(batch, keys, arguments);
    link.run(Script.BOOK, keys, arguments)
        .onComplete(
            result -> {
              if (result.succeeded()) {
                done(batch, Integer.parseInt(result.result().toString()));
              } else if (result.cause() instanceof RedisRefused refused) {
                park(batch, refused);
              } else {
                again();
              }
            });
  }

  private void again() {
    inFlight = false;
    send();
  }

  private void next(BookingBatch stored) {
    sealed.remove();
    bookings.stored(stored);
    again();
  }

  private void encode(BookingBatch batch, List<String> keys, List<String> arguments) {
    keys.add(CounterNames.booked(markTag, batch.writer()));
    arguments.add(Long.toString(batch.number()));
    arguments.add(REMEMBERED_SECONDS);
    arguments.add(Long.toString(SpendingCounters.KEPT_SECONDS));
    for (BookingBatch.Part part : batch.parts()) {
      keys.add(CounterNames.ledger(part.tag()));
      keys.add(CounterNames.onLoan(part.tag()));
      keys.add(CounterNames.loans(part.tag()));
      keys.add(CounterNames.begun(part.tag(), part.decider()));
      List<String> noted = part.noted();
      noted.forEach(id -> keys.add(CounterNames.reservation(part.tag(), id)));
      arguments.add(part.rows());
      arguments.add(Integer.toString(noted.size()));
      Map<String, String> changes = part.changes();
      arguments.add(Integer.toString(changes.size()));
      arguments.addAll(noted);
      changes.forEach(
          (counter, change) -> {
            keys.add(counter);
            arguments.add(change);
          });
    }
  }

  /**
   * @param failures counters that could not be changed; negative: the batch was booked before
   */
  private void done(BookingBatch batch, int failures) {
    signals.booked(failures < 0 ? Booked.DUPLICATE : Booked.UNRESERVED, batch.calls());
    if (failures > 0) {
      LOG.errorf(
          "%d counters in Redis could not be changed while booking; the ledger is complete",
          failures);
    }
    next(batch);
  }

  /** Nothing is let go before it is somewhere: without an answer, all of it is tried again. */
  private void park(BookingBatch batch, RedisRefused refused) {
    List<Future<Response>> parked = new ArrayList<>();
    for (BookingBatch.Part part : batch.parts()) {
      LOG.errorf(
          "redis refuses to book %d calls (%s); their entries are parked: %s",
          batch.calls(), refused.getMessage(), part.rows());
      parked.add(
          link.send(
              ParkedLedger.add(part.tag(), part.rows(), String.valueOf(refused.getMessage()))));
    }
    Future.join(parked)
        .onComplete(
            all -> {
              if (parked.stream().anyMatch(part -> part.cause() instanceof StoreUnavailable)) {
                again();
              } else {
                signals.ledgerParked(batch.calls());
                next(batch);
              }
            });
  }
}
