package dev.keelage.gateway.store.redis.lend;

import dev.keelage.gateway.store.redis.claim.HeldClaim;
import dev.keelage.snapshot.counter.CounterNames;

/**
 * By what Redis knows a loan that it keeps account of; the scripts put it together the same way.
 *
 * @param kind of the counter, see {@link HeldClaim}
 * @param counter of which it was borrowed
 * @param loan its id: the borrower, a slash and a number
 */
public record LoanName(char kind, String counter, String loan) {
  static LoanName of(Loan loan) {
    return new LoanName(loan.claim.kind(), loan.claim.key(), loan.id);
  }

  /** Reads what {@link #text} wrote. */
  public static LoanName parse(String text) {
    int blank = text.indexOf(' ');
    return new LoanName(text.charAt(0), text.substring(1, blank), text.substring(blank + 1));
  }

  String text() {
    return kind + counter + ' ' + loan;
  }

  /** What a loan of it may have to be counted in anew; the counter again if it is no budget's. */
  public String history() {
    return kind == Loan.BUDGET ? CounterNames.historyOf(counter) : counter;
  }

  /** Under which its calls are noted, too. */
  public String borrower() {
    return loan.substring(0, loan.lastIndexOf('/'));
  }
}
