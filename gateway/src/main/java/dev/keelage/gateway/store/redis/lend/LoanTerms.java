package dev.keelage.gateway.store.redis.lend;

import dev.keelage.gateway.store.redis.claim.HeldClaim;
import java.time.Duration;

/**
 * What a loan is asked for.
 *
 * @param amount that would be welcome
 * @param least that is of use
 * @param parts into how many what is left is divided; one of them is lent at most
 */
record LoanTerms(long amount, long least, int parts) {
  /** A loan lasts about this long at the rate of the last one. */
  static final long SPAN_NANOS = Duration.ofMillis(200).toNanos();

  /** So many calls in one span make a loan worth asking for. */
  static final int BUSY = 8;

  private static final int CALLS_AT_FIRST = 16;

  /** The least calls' worth of money that is lent: with less, the limit is near. */
  private static final int LEAST_OF_MONEY = 32;

  private static final int LEAST_OF_SLOTS = 4;

  /** All borrowers together get about a fourth of what is left of a window at a time. */
  private static final int PARTS = 4;

  /** And an eighth of what is left of what does not come back with the next minute. */
  private static final int SMALL_PARTS = 8;

  private static final long MOST_LENT = 1L << 51;

  /**
   * @param claim of the call for which it is asked
   * @param borrowers how many borrow from one counter at most
   */
  static LoanTerms of(Loan loan, HeldClaim claim, int borrowers, long now) {
    long amount = Math.max(1, claim.amount());
    boolean small = Loan.ofSlots(claim) || Loan.accounted(claim);
    long least =
        switch (claim.kind()) {
          case Loan.BUDGET -> LEAST_OF_MONEY * amount;
          case 'C' -> LEAST_OF_SLOTS;
          default -> BUSY * amount;
        };
    return new LoanTerms(
        Math.min(MOST_LENT, Math.max(least, wanted(loan, claim, now))),
        least,
        (small ? SMALL_PARTS : PARTS) * Math.max(1, borrowers));
  }

  /** What a span took at the rate at which the last loan was used; slots are used again. */
  private static long wanted(Loan loan, HeldClaim claim, long now) {
    if (Loan.ofSlots(claim)) {
      return Math.max(CALLS_AT_FIRST, loan.held.size());
    }
    long first = CALLS_AT_FIRST * Math.max(1, claim.amount());
    double used = Math.max(0, loan.lent - loan.left);
    double spans = Math.max(0.1, (double) (now - loan.lentNanos) / SPAN_NANOS);
    return Math.max(first, Math.min(claim.limit(), (long) (2 * used / spans)));
  }
}
