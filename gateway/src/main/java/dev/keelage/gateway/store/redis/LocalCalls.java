package dev.keelage.gateway.store.redis;

import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.admit.Decision;
import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.stage.settle.LedgerEntry;
import dev.keelage.gateway.store.Utf8;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The calls in flight that were decided here: out of loans, or because nothing limits them. Safe
 * from any thread.
 */
final class LocalCalls {
  private final RedisLanes lanes;
  private final Bookings bookings;
  private final StoreSignals signals;
  private final boolean lends;
  private final Map<String, LocalCall> byId = new ConcurrentHashMap<>();

  /**
   * @param lends whether loans decide calls
   */
  LocalCalls(RedisLanes lanes, Bookings bookings, StoreSignals signals, boolean lends) {
    this.lanes = lanes;
    this.bookings = bookings;
    this.signals = signals;
    this.lends = lends;
  }

  /**
   * Decides a call out of loans.
   *
   * @return empty if Redis has to decide
   */
  Optional<Decision> decide(
      CallFacts facts, TenantNames.Names names, List<TagClaims> parts, long reservedCost) {
    TagClaims home = parts.getFirst();
    if (!lends
        || parts.size() > 1
        || home.claims().isEmpty()
        || !home.claims().stream().allMatch(Loan::covers)) {
      return Optional.empty();
    }
    RedisLane lane = lanes.current();
    Optional<Leases.Taken> taken = lane.take(home);
    if (taken.isEmpty()) {
      return Optional.empty();
    }
    LocalCall call = LocalCall.lent(lane, facts, names, home, taken.get().shares(), reservedCost);
    if (!beginLent(call)) {
      lane.giveBack(call);
      return Optional.empty();
    }
    signals.decidedHere();
    return Optional.of(new Decision.Granted(taken.get().standings()));
  }

  /**
   * Takes on a call that nothing limits.
   *
   * @return false if it could not be noted now
   */
  boolean begin(CallFacts facts, TenantNames.Names names, long reservedCost) {
    LocalCall call = LocalCall.unlimited(lanes.current(), facts, names, reservedCost);
    if (!bookings.begun(call.callId(), call.begun()::write)) {
      return false;
    }
    byId.put(call.callId(), call);
    call.lane().begin(call);
    return true;
  }

  private boolean beginLent(LocalCall call) {
    Utf8 note = call.note();
    if (!bookings.begun(call.callId(), line -> line.append(note))) {
      return false;
    }
    byId.put(call.callId(), call);
    call.lane().beginLent(call, note);
    return true;
  }

  /** A call that has ended, if it was decided here; it is to be booked or dropped. */
  Optional<LocalCall> end(String callId) {
    return Optional.ofNullable(byId.remove(callId));
  }

  /** There was room for it. */
  void book(LocalCall call, LedgerEntry entry) {
    call.lane().book(call, entry);
  }

  /** There was none: it ends as an orphan when Redis is there again. */
  void drop(LocalCall call) {
    call.lane().drop(call);
  }
}
