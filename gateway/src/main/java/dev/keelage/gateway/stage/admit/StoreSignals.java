package dev.keelage.gateway.stage.admit;

import dev.keelage.snapshot.FailureMode;
import java.time.Duration;

/** What is worth counting about money. Called on event loops: quick, and never throwing. */
public interface StoreSignals {

  /** Counts nothing. */
  StoreSignals NONE = new StoreSignals() {};

  /** Limits and budgets were decided for some calls in one round trip. */
  default void decided(int calls, Duration took) {}

  /** Limits of a call were decided out of what was borrowed, without asking the store. */
  default void decidedHere() {}

  /** This gateway asked for a loan, or gave one back. */
  default void lease(Lease what) {}

  /** Calls whose end was stored, by the way it went. */
  default void booked(Booked how, int calls) {}

  /** Redis was lost, or found again, by one of this gateway's connections. */
  default void redisReachable(boolean reachable) {}

  /** A call met counters that could not be reached. */
  default void degraded(FailureMode mode, boolean served) {}

  /**
   * A call passed an exhausted budget that observes or throttles.
   *
   * @param budget id, {@code namespace/name}
   */
  default void overdrawn(String budget) {}

  /** A call that was served cannot be booked: memory for waiting bookings is full. */
  default void bookingDropped() {}

  /** Rows that the ledger took. */
  default void ledgerWritten(int rows) {}

  /** Entries that the ledger refuses, put aside. */
  default void ledgerParked(int entries) {}

  /** How many entries are put aside, by all gateways together. */
  default void ledgerParkedNow(long entries) {}

  /** Whether the last attempt to write to Postgres went well. */
  default void postgresReachable(boolean reachable) {}

  /** What happens to a loan. */
  enum Lease {
    TAKEN,
    /** The limit is too near. */
    REFUSED,
    /** It was idle, or its limit was changed, or the gateway stops. */
    RETURNED
  }

  /** The ways a booking ends. */
  enum Booked {
    SETTLED,
    /** Booked without a reservation: decided here and short, or Redis was away or had lost it. */
    UNRESERVED,
    ORPHANED,
    /** Its orphan was corrected by a gateway that came back. */
    CORRECTED,
    RELEASED,
    DUPLICATE,
    SKIPPED
  }
}
