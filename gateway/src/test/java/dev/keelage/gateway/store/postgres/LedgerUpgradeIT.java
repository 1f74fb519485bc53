package dev.keelage.gateway.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

class LedgerUpgradeIT {
  @Test
  void aLedgerInUseGetsTheFormOfRowsAndItsPartitionsAreSpared() throws SQLException {
    try (PostgresServer postgres = PostgresServer.start()) {
      // Given a ledger of the version before, with a row
      migrate(postgres, "7");
      sql(postgres, "SELECT keelage.ensure_partitions(current_date, current_date + 1)");
      sql(
          postgres,
          "INSERT INTO keelage.ledger SELECT 'old', current_date, now(), 1,0,0,0,1,0,5,null,1,200,"
              + "false,true,0.5,'completed','chat','t',null,'k','m',null,null RETURNING call_id");

      migrate(postgres, "latest");

      assertThat(sql(postgres, "SELECT keelage.schema_version()")).isEqualTo("5");
      assertThat(sql(postgres, "SELECT sum(cost) FROM keelage.ledger")).isEqualTo("0.5000000000");
      assertThat(sql(postgres, "SELECT keelage.ensure_partitions(current_date, current_date + 3)"))
          .isEqualTo("2");
      assertThat(
              sql(
                  postgres,
                  "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relname ~ '^ledger_\\d{8}$'"
                      + " AND 'autovacuum_vacuum_insert_threshold=-1' = ANY (reloptions)"))
          .isEqualTo("4");
    }
  }

  private static void migrate(PostgresServer postgres, String target) {
    Flyway.configure()
        .dataSource(postgres.jdbcUrl(), null, null)
        .schemas("keelage")
        .locations("classpath:dev/keelage/schema")
        .target(target)
        .load()
        .migrate();
  }

  private static String sql(PostgresServer postgres, String query) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? String.valueOf(rows.getString(1)) : "";
    }
  }
}
