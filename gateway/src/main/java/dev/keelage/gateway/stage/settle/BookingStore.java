package dev.keelage.gateway.stage.settle;

import dev.keelage.gateway.stage.admit.Reservation;
import io.vertx.core.Future;

/** Where calls are booked: counters and ledger in one step. */
public interface BookingStore {

  /** Books the end of a call. Returns at once, never throws; repeated until the store has it. */
  void book(Reservation reservation, LedgerEntry entry);

  /** Completes when everything booked so far is stored. */
  Future<Void> drain();
}
