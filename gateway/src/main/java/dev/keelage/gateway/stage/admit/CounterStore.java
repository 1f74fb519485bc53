package dev.keelage.gateway.stage.admit;

import io.vertx.core.Future;
import java.util.List;

/** Where limits and budgets are counted, exactly and for all gateways together. */
public interface CounterStore {

  /**
   * Checks and reserves all claims of a call in one step: all are held, or none.
   *
   * @param reservedCost integer 10^-10 USD, what the call is booked at should this gateway die
   * @return fails with {@link StoreUnavailable} after a few hundred milliseconds at most, and at
   *     once while the store is known to be away; if that says that something may be held, the
   *     call's settlement or {@link #release} gives it back
   */
  Future<Decision> reserve(CallFacts facts, List<Claim> claims, long reservedCost);

  /**
   * The same for what an attempt on a deployment draws on besides. It is booked with the call, at
   * what that used and cost.
   *
   * @param attempt number of the attempt
   * @param tag of the claims that name none
   * @return fails as {@link #reserve}; nothing stays held then
   */
  Future<Decision> reserveAttempt(CallFacts facts, int attempt, String tag, List<Claim> claims);

  /** Gives back what an attempt holds that came to nothing. */
  void releaseAttempt(CallFacts facts, int attempt);

  /**
   * Notes, before it is made, a call that holds nothing in the store, so that it is booked at
   * {@link Reservation#reservedCost} should this gateway be killed. Where nothing can outlive the
   * process, nothing is noted.
   *
   * @return false if it could not be noted now
   */
  boolean begin(Reservation reservation);

  /**
   * Gives back what may be held for a call that is not made. Never fails: it is done as soon as the
   * store is there.
   */
  void release(CallFacts facts, List<Claim> claims);

  /**
   * Whether bookings can be taken on: false once so many wait for the store that memory is at its
   * bound.
   */
  boolean acceptsBookings();

  /** How many gateways are known to run, this one included; at least 1. */
  int liveGateways();
}
