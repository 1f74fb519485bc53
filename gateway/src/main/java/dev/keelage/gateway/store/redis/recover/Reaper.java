package dev.keelage.gateway.store.redis.recover;

import dev.keelage.gateway.store.redis.begun.BegunCall;
import dev.keelage.gateway.store.redis.lend.LoanName;
import dev.keelage.gateway.store.redis.link.BackgroundLink;
import dev.keelage.gateway.store.redis.reserve.AttemptHolds;
import dev.keelage.gateway.store.redis.reserve.ReservationRecord;
import dev.keelage.gateway.store.redis.script.Script;
import dev.keelage.gateway.store.redis.settle.SettleOrder;
import dev.keelage.snapshot.counter.CounterNames;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Books what dead gateways left behind. Every gateway does it for all tags; the script lets only
 * one of them book an expired reservation.
 */
public final class Reaper {
  private static final Logger LOG = Logger.getLogger(Reaper.class);
  private static final long PERIOD_MILLIS = 5000;
  private static final int SLICES = 8;
  private static final int MAX_PER_TAG = 200;

  private final BackgroundLink link;
  private final Consumer<SettleOrder> settle;
  private @Nullable Vertx vertx;
  private long timer = -1;
  private int turn;

  public Reaper(BackgroundLink link, Consumer<SettleOrder> settle) {
    this.link = link;
    this.settle = settle;
  }

  public void start(Vertx on) {
    vertx = on;
    // A slice of the tags at a time, so that Redis sees a trickle and not a flood.
    timer = on.setPeriodic(PERIOD_MILLIS / SLICES, id -> reapSlice());
  }

  public void stop() {
    if (vertx != null) {
      vertx.cancelTimer(timer);
    }
  }

  private void reapSlice() {
    turn = (turn + 1) % SLICES;
    for (int i = turn; i < CounterNames.allTags().size(); i += SLICES) {
      reap(CounterNames.allTags().get(i));
    }
  }

  private void reap(String tag) {
    expired(CounterNames.reservations(tag))
        .onSuccess(ids -> ids.forEach(id -> reap(tag, id.toString())));
    // Calls first: what they hold of a loan is theirs until they are booked.
    expired(CounterNames.deciders(tag))
        .onSuccess(dead -> dead.forEach(decider -> bookNoted(tag, decider.toString())));
    expired(CounterNames.loans(tag)).onSuccess(loans -> recall(tag, loans));
  }

  /** The next round has the rest, if there is one. */
  private void bookNoted(String tag, String decider) {
    String notes = CounterNames.begun(tag, decider);
    link.send(Request.cmd(Command.HSCAN).arg(notes).arg("0").arg("COUNT").arg(MAX_PER_TAG))
        .onSuccess(
            page -> {
              Response found = page.get(1);
              if (found.size() == 0 && page.get(0).toString().equals("0")) {
                link.run(
                    Script.FORGET, List.of(CounterNames.deciders(tag), notes), List.of(decider));
              }
              for (int i = 0; i + 1 < found.size(); i += 2) {
                bookNoted(decider, found.get(i).toString(), found.get(i + 1).toString());
              }
            });
  }

  private void bookNoted(String decider, String callId, String note) {
    try {
      settle.accept(BegunCall.ofLine(note).orphan(decider));
    } catch (IllegalArgumentException e) {
      LOG.errorf("the note of call %s is unreadable and stays: %s", callId, e.getMessage());
    }
  }

  private Future<Response> expired(String byExpiry) {
    return link.send(
        Request.cmd(Command.ZRANGEBYSCORE)
            .arg(byExpiry)
            .arg("-inf")
            .arg(System.currentTimeMillis())
            .arg("LIMIT")
            .arg(0)
            .arg(MAX_PER_TAG));
  }

  /** What dead gateways had borrowed is free again. */
  private void recall(String tag, Response loans) {
    if (loans.size() == 0) {
      return;
    }
    List<String> keys = new ArrayList<>();
    keys.add(CounterNames.loans(tag));
    keys.add(CounterNames.onLoan(tag));
    keys.add(CounterNames.deciders(tag));
    List<String> arguments = new ArrayList<>();
    for (Response loan : loans) {
      LoanName name = LoanName.parse(loan.toString());
      keys.add(name.counter());
      keys.add(name.history());
      keys.add(CounterNames.begun(tag, name.borrower()));
      arguments.add(loan.toString());
      arguments.add(name.borrower());
    }
    link.run(Script.RECALL, keys, arguments);
  }

  private void reap(String tag, String callId) {
    Future<Response> record =
        link.send(Request.cmd(Command.GET).arg(CounterNames.reservation(tag, callId)));
    record.onSuccess(
        found -> {
          if (found == null || !found.toString().startsWith("{")) {
            // Booked or gone: only the reaper's note of it is left.
            link.send(Request.cmd(Command.ZREM).arg(CounterNames.reservations(tag)).arg(callId));
          } else {
            book(tag, callId, found.toString());
          }
        });
  }

  private void book(String tag, String callId, String record) {
    try {
      Optional<String> home = ReservationRecord.home(record);
      if (home.isEmpty()) {
        ReservationRecord.orphan(tag, callId, record).forEach(settle);
      } else {
        link.send(
                Request.cmd(Command.GET)
                    .arg(CounterNames.reservation(home.get(), AttemptHolds.callOf(callId))))
            .onSuccess(end -> bookAsAtHome(tag, callId, record, end == null ? "" : end.toString()));
      }
    } catch (IllegalArgumentException e) {
      unreadable(callId, e);
    }
  }

  /** One call has one end, whatever tags it draws on: its ledger entry tells of the one at home. */
  private void bookAsAtHome(String tag, String callId, String record, String end) {
    try {
      if (end.startsWith("S") || end.startsWith("X")) {
        settle.accept(ReservationRecord.ended(tag, callId, record, end));
      } else if (!end.startsWith("{")) {
        ReservationRecord.orphan(tag, callId, record).forEach(settle);
      }
      // Else it is still reserved there: this part follows when that one ends or expires.
    } catch (IllegalArgumentException e) {
      unreadable(callId, e);
    }
  }

  private static void unreadable(String callId, IllegalArgumentException e) {
    LOG.errorf("reservation of call %s is unreadable and stays: %s", callId, e.getMessage());
  }
}
