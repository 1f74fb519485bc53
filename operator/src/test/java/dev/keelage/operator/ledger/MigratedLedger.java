package dev.keelage.operator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A Postgres with an empty ledger, which has partitions from forty days ago until today. */
public final class MigratedLedger implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final PostgresServer postgres = PostgresServer.start();
  private final LedgerSchema schema =
      new LedgerSchema(Optional.of(postgres.uri()), Clock.systemUTC());

  /** Migrates it, as an operator does. */
  public MigratedLedger() {
    schema.start(() -> {});
    await().atMost(PATIENCE).until(this::ready);
    try {
      ask("SELECT keelage.ensure_partitions(current_date - 40, current_date)");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean ready() {
    return schema.state() == LedgerSchema.State.READY;
  }

  public String uri() {
    return postgres.uri();
  }

  int port() {
    return postgres.port();
  }

  public Connection connect() throws SQLException {
    return postgres.connect();
  }

  /** Until there is nothing left to sum up. */
  public void rollUp() throws SQLException {
    assertThat(ask("SELECT keelage.roll_up(1000)")).containsExactly("0");
  }

  /** Each row as text, its columns separated by blanks. */
  public List<String> ask(String sql) throws SQLException {
    try (Connection connection = connect()) {
      return ask(connection, sql);
    }
  }

  public static List<String> ask(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int column = 1; column <= columns; column++) {
          row.add(String.valueOf(result.getString(column)));
        }
        rows.add(String.join(" ", row));
      }
      return rows;
    }
  }

  void asAdministrator(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/keelage?user=postgres".formatted(port()));
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() {
    schema.close();
    postgres.close();
  }
}
