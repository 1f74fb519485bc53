package dev.keelage.gateway.store;

import dev.keelage.gateway.stage.admit.Reservation;
import dev.keelage.gateway.stage.settle.BookingStore;
import dev.keelage.gateway.stage.settle.LedgerEntry;
import io.vertx.core.Future;

/** For tests of arithmetic that books nothing. */
public final class NoBookings implements BookingStore {
  @Override
  public void book(Reservation reservation, LedgerEntry entry) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Void> drain() {
    throw new UnsupportedOperationException();
  }
}
