package dev.keelage.gateway.store.redis.lane;

import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.admit.Decision;
import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.store.Utf8;
import dev.keelage.gateway.store.redis.begun.LocalCall;
import dev.keelage.gateway.store.redis.book.Bookings;
import dev.keelage.gateway.store.redis.claim.TagClaims;
import dev.keelage.gateway.store.redis.claim.TenantNames;
import dev.keelage.gateway.store.redis.lend.Leases;
import dev.keelage.gateway.store.redis.lend.Loan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The calls in flight that were decided here: out of loans, or because nothing limits them. Safe
 * from any thread.
 */
public final class LocalCalls {
  private final RedisLanes lanes;
  private final Bookings bookings;
  private final StoreSignals signals;
  private final boolean lends;
  private final Map<String, RunningCall> byId = new ConcurrentHashMap<>();

  /**
   * @param lends whether loans decide calls
   */
  public LocalCalls(RedisLanes lanes, Bookings bookings, StoreSignals signals, boolean lends) {
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
  public Optional<Decision> decide(
      CallFacts facts, TenantNames.Names names, List<TagClaims> parts, long reservedCost) {
    TagClaims home = parts.getFirst();
    if (!lends || parts.size() > 1 || home.claims().isEmpty() || !Loan.covers(home.claims())) {
      return Optional.empty();
    }
    RedisLane lane = lanes.current();
    Optional<Leases.Taken> taken = lane.take(home);
    if (taken.isEmpty()) {
      return Optional.empty();
    }
    LocalCall call = LocalCall.lent(facts, names, home, taken.get().shares(), reservedCost);
    if (!beginLent(lane, call)) {
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
  public boolean begin(CallFacts facts, TenantNames.Names names, long reservedCost) {
    RedisLane lane = lanes.current();
    LocalCall call = LocalCall.unlimited(facts, names, reservedCost);
    if (!bookings.begun(call.callId(), call.begun()::write)) {
      return false;
    }
    byId.put(call.callId(), new RunningCall(lane, call));
    lane.begin(call);
    return true;
  }

  private boolean beginLent(RedisLane lane, LocalCall call) {
    Utf8 note = call.note();
    if (!bookings.begun(call.callId(), line -> line.append(note))) {
      return false;
    }
    byId.put(call.callId(), new RunningCall(lane, call));
    lane.beginLent(call, note);
    return true;
  }

  /** A call that has ended, if it was decided here; it is to be booked or dropped. */
  public Optional<RunningCall> end(String callId) {
    return Optional.ofNullable(byId.remove(callId));
  }
}
