package dev.keelage.operator.inquiry.book;

/** Postgres does not answer, or has no ledger yet. */
public final class LedgerAway extends RuntimeException {
  LedgerAway(Throwable cause) {
    super("the ledger does not answer: " + cause.getMessage(), cause);
  }
}
