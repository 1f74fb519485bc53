package dev.keelage.gateway.path;

import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.admit.Claim;
import dev.keelage.gateway.stage.admit.CounterStore;
import dev.keelage.gateway.stage.admit.Decision;
import dev.keelage.gateway.stage.admit.Reservation;
import dev.keelage.gateway.stage.settle.BookingStore;
import dev.keelage.gateway.stage.settle.LedgerEntry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Grants everything but budgets of 0, except where a test says otherwise, and writes down what is
 * booked. Counting is tested with a real Redis elsewhere.
 */
final class Books implements CounterStore, BookingStore {
  /** One settled call. */
  record Booking(Reservation reservation, LedgerEntry entry) {}

  private final List<Booking> bookings = new CopyOnWriteArrayList<>();
  private final AtomicInteger refusals = new AtomicInteger();

  /** The next limited call meets a counter that is used up. */
  void refuseNext() {
    refusals.incrementAndGet();
  }

  void forget() {
    bookings.clear();
    refusals.set(0);
  }

  List<Booking> bookings() {
    return List.copyOf(bookings);
  }

  /** The booking of the call whose body has this text in quotes. */
  Booking saying(String text) {
    return awaited(
        booking ->
            booking
                .reservation()
                .facts()
                .envelope()
                .body()
                .toString()
                .contains("\"" + text + "\""));
  }

  /** The first such booking, as soon as there is one. */
  Booking awaited(Predicate<Booking> wanted) {
    return await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> bookings.stream().filter(wanted).findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  @Override
  public Future<Decision> reserve(CallFacts facts, List<Claim> claims, long reservedCost) {
    List<Decision.Standing> standings =
        claims.stream().map(claim -> new Decision.Standing(100, 0)).toList();
    for (int i = 0; i < claims.size(); i++) {
      if (claims.get(i) instanceof Claim.Spend spend && spend.bound() == 0) {
        return Future.succeededFuture(new Decision.Refused(i, standings));
      }
    }
    if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      return Future.succeededFuture(new Decision.Refused(0, standings));
    }
    return Future.succeededFuture(new Decision.Granted(standings));
  }

  @Override
  public Future<Decision> reserveAttempt(
      CallFacts facts, int attempt, String tag, List<Claim> claims) {
    return reserve(facts, claims, 0);
  }

  @Override
  public void releaseAttempt(CallFacts facts, int attempt) {}

  @Override
  public boolean begin(Reservation reservation) {
    return true;
  }

  @Override
  public void release(CallFacts facts, List<Claim> claims) {}

  @Override
  public boolean acceptsBookings() {
    return true;
  }

  @Override
  public int liveGateways() {
    return 1;
  }

  @Override
  public void book(Reservation reservation, LedgerEntry entry) {
    bookings.add(new Booking(reservation, entry));
  }

  @Override
  public Future<Void> drain() {
    return Future.succeededFuture();
  }
}
