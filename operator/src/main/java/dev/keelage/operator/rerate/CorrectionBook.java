package dev.keelage.operator.rerate;

import dev.keelage.operator.usage.CountersAway;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * Writes corrections and has counters follow: what is to move is noted in the transaction that
 * corrects, and forgotten once Redis has done it. Redis knows by the batch's number what it has
 * done, so whenever this ends, the next one goes on where it was.
 */
final class CorrectionBook {
  private final Connection connection;
  private final LedgerPages pages;
  private final Counting counting;
  private final Counters counters;
  private final DueBatches due;
  private final Clock clock;
  private int unmoved;

  CorrectionBook(
      Connection connection, LedgerPages pages, Counting counting, Counters counters, Clock clock) {
    this.connection = connection;
    this.pages = pages;
    this.counting = counting;
    this.counters = counters;
    this.due = new DueBatches(connection, UUID.randomUUID().toString());
    this.clock = clock;
  }

  /** A call with its correction. */
  record Corrected(BookedCall call, Correction correction) {}

  /**
   * Has counters follow what was corrected before.
   *
   * @throws CountersAway they cannot be reached; nothing was written
   */
  void open() throws SQLException, CountersAway {
    counters.reach();
    moveDue();
  }

  /**
   * @return false if rows are no more what they were when they were read: nothing is written then
   * @throws CountersAway they cannot be reached: the corrections are written, and what counters
   *     have yet to move by is noted
   */
  boolean write(LocalDate day, List<Corrected> corrected) throws SQLException, CountersAway {
    CounterMoves moves = new CounterMoves();
    Instant now = clock.instant();
    for (Corrected each : corrected) {
      if (each.correction().units() != 0) {
        counting.add(moves, each.call(), each.correction().units(), now);
      }
    }
    if (!commit(day, corrected, moves)) {
      return false;
    }
    moveDue();
    return true;
  }

  private boolean commit(LocalDate day, List<Corrected> corrected, CounterMoves moves)
      throws SQLException {
    List<Correction> corrections = corrected.stream().map(Corrected::correction).toList();
    boolean whole = false;
    connection.setAutoCommit(false);
    try {
      if (pages.write(day, corrections) == corrections.size()) {
        due.note(moves.batches());
        connection.commit();
        whole = true;
      }
    } finally {
      if (!whole) {
        connection.rollback();
      }
      connection.setAutoCommit(true);
    }
    return whole;
  }

  private void moveDue() throws SQLException, CountersAway {
    List<DueBatches.Due> next = due.next();
    while (!next.isEmpty()) {
      for (DueBatches.Due each : next) {
        unmoved += counters.move(each.run(), each.number(), each.batch());
        due.done(each);
      }
      next = due.next();
    }
  }

  /** How many counters could not be changed. */
  int unmoved() {
    return unmoved;
  }
}
