package dev.keelage.operator.rerate;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Batches of counters that have yet to move, kept in Postgres beside the corrections. */
final class DueBatches {
  private static final String NOTE =
      "INSERT INTO keelage.counters_due (run, number, tag, keys, moves) VALUES (?, ?, ?, ?, ?)";
  private static final String READ =
      "SELECT run, number, tag, keys, moves FROM keelage.counters_due ORDER BY run, number LIMIT 50";
  private static final String DONE =
      "DELETE FROM keelage.counters_due WHERE run = ? AND number = ?";

  private final Connection connection;
  private final String run;
  private int noted;

  /**
   * @param run unique among all re-ratings
   */
  DueBatches(Connection connection, String run) {
    this.connection = connection;
    this.run = run;
  }

  /**
   * One of them.
   *
   * @param number in its run, from 1
   */
  record Due(String run, int number, CounterBatch batch) {}

  /** Notes batches of this run, in the transaction that is open. */
  void note(List<CounterBatch> batches) throws SQLException {
    try (PreparedStatement note = connection.prepareStatement(NOTE)) {
      for (CounterBatch batch : batches) {
        noted++;
        note.setString(1, run);
        note.setInt(2, noted);
        note.setString(3, batch.tag());
        note.setArray(4, connection.createArrayOf("text", batch.keys().toArray()));
        note.setArray(5, connection.createArrayOf("text", batch.moves().toArray()));
        note.addBatch();
      }
      note.executeBatch();
    }
  }

  /** The next ones of any run, in their order. */
  List<Due> next() throws SQLException {
    List<Due> due = new ArrayList<>();
    try (Statement read = connection.createStatement();
        ResultSet rows = read.executeQuery(READ)) {
      while (rows.next()) {
        due.add(
            new Due(
                rows.getString("run"),
                rows.getInt("number"),
                new CounterBatch(
                    rows.getString("tag"),
                    texts(rows.getArray("keys")),
                    texts(rows.getArray("moves")))));
      }
    }
    return due;
  }

  void done(Due due) throws SQLException {
    try (PreparedStatement done = connection.prepareStatement(DONE)) {
      done.setString(1, due.run());
      done.setInt(2, due.number());
      done.executeUpdate();
    }
  }

  private static List<String> texts(Array array) throws SQLException {
    return List.of((String[]) array.getArray());
  }
}
