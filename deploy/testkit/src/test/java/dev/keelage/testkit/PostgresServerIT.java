package dev.keelage.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class PostgresServerIT {

  @Test
  void keepsItsDataAndPortOverStopAndSigkill() throws SQLException {
    try (var postgres = PostgresServer.start()) {
      execute(postgres, "CREATE TABLE ledger (call_id text PRIMARY KEY)");
      execute(postgres, "INSERT INTO ledger VALUES ('before stop')");
      postgres.stop();
      assertThatThrownBy(postgres::connect).isInstanceOf(SQLException.class);

      postgres.restart();
      execute(postgres, "INSERT INTO ledger VALUES ('before kill')");
      postgres.kill();
      assertThatThrownBy(postgres::connect).isInstanceOf(SQLException.class);

      postgres.restart();
      assertThat(rows(postgres)).isEqualTo(2);
    }
  }

  @Test
  void asksForThePassword() {
    try (var postgres = PostgresServer.start()) {
      assertThat(postgres.uri()).matches("postgresql://keelage:.+@127.0.0.1:\\d+/keelage");
      var wrong = postgres.jdbcUrl().replaceAll("password=.*", "password=wrong");
      assertThatThrownBy(() -> DriverManager.getConnection(wrong).close())
          .hasMessageContaining("password authentication failed");
    }
  }

  private static void execute(PostgresServer postgres, String sql) throws SQLException {
    try (var connection = postgres.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int rows(PostgresServer postgres) throws SQLException {
    try (var connection = postgres.connect();
        var statement = connection.createStatement();
        var result = statement.executeQuery("SELECT count(*) FROM ledger")) {
      result.next();
      return result.getInt(1);
    }
  }
}
