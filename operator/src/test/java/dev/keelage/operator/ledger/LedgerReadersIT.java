package dev.keelage.operator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** What a team's readers may see. */
class LedgerReadersIT extends LedgerCase {
  @Test
  void aReaderSeesTheRowsOfItsTeamsAndNothingElse() throws SQLException {
    book("mine", TODAY, "09:00", "search", "completed", 1, "1");
    book("theirs", TODAY, "09:00", "ads", "completed", 1, "1");
    book("of a key named like the team", TODAY, "09:00", "search", "completed", 1, "1");
    ledger.ask("UPDATE keelage.ledger SET team = NULL WHERE call_id LIKE 'of a key%' RETURNING 1");
    ledger.asAdministrator("CREATE ROLE search_finance LOGIN PASSWORD 'anchor'");
    ledger.ask("INSERT INTO keelage.readers VALUES ('search_finance', 'search') RETURNING 1");

    try (Connection reader =
        DriverManager.getConnection(
            "jdbc:postgresql://127.0.0.1:%d/keelage?user=search_finance&password=anchor"
                .formatted(ledger.port()))) {
      assertThat(MigratedLedger.ask(reader, "SELECT call_id FROM keelage.team_ledger"))
          .containsExactly("mine");
      assertThatThrownBy(() -> MigratedLedger.ask(reader, "SELECT call_id FROM keelage.ledger"))
          .hasMessageContaining("permission denied");
      assertThatThrownBy(
              () ->
                  ledger.ask(
                      reader,
                      "INSERT INTO keelage.readers VALUES ('search_finance', 'ads') RETURNING 1"))
          .hasMessageContaining("permission denied");
    }
  }
}
