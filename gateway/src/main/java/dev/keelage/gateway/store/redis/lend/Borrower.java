package dev.keelage.gateway.store.redis.lend;

import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.store.redis.claim.HeldClaim;
import dev.keelage.gateway.store.redis.link.RedisLink;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * Fills loans from their counters in Redis, has them live on, and gives back what they have too
 * much of. Belongs to one event loop.
 */
final class Borrower {
  private final Lender lender;
  private final StoreSignals signals;
  private final IntSupplier borrowers;
  private final long backedNanos;

  /**
   * @param life of a loan that is not renewed
   * @param borrowers how many borrow from one counter at most
   */
  Borrower(RedisLink link, Duration life, StoreSignals signals, IntSupplier borrowers) {
    this.lender = new Lender(link, life.toMillis());
    this.signals = signals;
    this.borrowers = borrowers;
    this.backedNanos = life.multipliedBy(3).dividedBy(4).toNanos();
  }

  /**
   * Asks for more, if that is worth it.
   *
   * @param claim of the call for which it is asked
   * @param unknown told if nobody knows whether Redis lent anything
   */
  void ask(Loan loan, HeldClaim claim, long now, Consumer<Loan> unknown) {
    boolean worth = loan.lent > 0 || loan.missed >= LoanTerms.BUSY;
    if (loan.asking || !worth || !lender.up()) {
      return;
    }
    loan.asking = true;
    long sent = System.nanoTime();
    lender
        .lend(loan, claim, LoanTerms.of(loan, claim, borrowers.getAsInt(), now))
        .onComplete(
            result -> {
              loan.asking = false;
              if (result.succeeded()) {
                lent(loan, result.result(), sent);
              } else {
                unknown.accept(loan);
              }
            });
  }

  private void lent(Loan loan, Lender.Lent lent, long sent) {
    long now = System.nanoTime();
    long amount = lent.amount();
    signals.lease(amount > 0 ? StoreSignals.Lease.TAKEN : StoreSignals.Lease.REFUSED);
    loan.lent = amount;
    loan.lentNanos = now;
    loan.others = Math.max(0, loan.claim.limit() - lent.used());
    if (Loan.ofSlots(loan.claim)) {
      loan.addSlots(amount);
    } else {
      loan.left += amount;
    }
    if (amount > 0) {
      backed(loan, sent);
    }
    if (loan.ended) {
      giveBackLeft(loan);
    } else if (amount == 0) {
      // The limit is near: from here on Redis decides, and it needs what is left here.
      loan.notBeforeNanos = now + LoanTerms.SPAN_NANOS;
      loan.missed = 0;
      giveBackLeft(loan);
    }
  }

  /** A renewal lasts a life from when Redis had it, which is later than it was sent. */
  private void backed(Loan loan, long sent) {
    loan.backedUntilNanos = sent + backedNanos;
  }

  /** All that no call holds. */
  void giveBackLeft(Loan loan) {
    if (loan.free() > 0) {
      signals.lease(StoreSignals.Lease.RETURNED);
    }
    if (!loan.slots.isEmpty()) {
      lender.giveBack(loan, loan.slots);
      loan.slots.clear();
    }
    if (loan.left > 0) {
      lender.giveBack(loan, loan.left);
      loan.left = 0;
    }
  }

  void giveBack(Loan loan, String slot) {
    lender.giveBack(loan, List.of(slot));
  }

  /** Shows that this gateway lives, before Redis takes its loans for those of a dead one. */
  void renew(Iterable<Loan> loans) {
    if (lender.up()) {
      loans.forEach(this::renew);
    }
  }

  private void renew(Loan loan) {
    if (loan.free() > 0 || !loan.isIdle()) {
      long sent = System.nanoTime();
      lender
          .renew(loan)
          .onSuccess(
              whole -> {
                // Else Redis has ended it, or a part.
                if (whole) {
                  backed(loan, sent);
                }
              });
    }
  }
}
