package dev.keelage.operator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** Sums by hour and day follow the rows, whenever these come. */
class LedgerSumsIT extends LedgerCase {
  private static final String HOURS =
      "SELECT to_char(hour AT TIME ZONE 'UTC', 'HH24'), team, calls, orphaned, output_tokens, cost"
          + " FROM keelage.usage_by_hour ORDER BY hour, team";

  @Test
  void sumsUpHoursAndDaysOnceWhateverComesLateOrTwice() throws SQLException {
    // Given
    book("a", TODAY, "09:15", "search", "completed", 10, "0.0000000001");
    book("b", TODAY, "09:59:59.999999", "search", "orphaned", 90, "0.5");
    book("c", TODAY, "10:00", "search", "completed", 20, "0.25");
    book("d", TODAY, "10:30", "ads", "completed", 5, "1");

    // When
    ledger.rollUp();
    ledger.rollUp();

    // Then
    assertThat(ledger.ask(HOURS))
        .containsExactly(
            "09 search 2 1 100 0.5000000001",
            "10 ads 1 0 5 1.0000000000",
            "10 search 1 0 20 0.2500000000");
    assertThat(ledger.ask(DAYS))
        .containsExactly(TODAY + " ads 1 0 5 1.0000000000", TODAY + " search 3 1 120 0.7500000001");

    // When an orphan is put right, a row comes again, and one comes late
    book("b", TODAY, "09:59:59.999999", "search", "completed", 30, "0.1");
    book("c", TODAY, "10:00", "search", "completed", 20, "0.25");
    book("e", TODAY.minusDays(1), "23:59", "search", "completed", 7, "2");
    ledger.rollUp();

    // Then
    assertThat(ledger.ask(DAYS))
        .containsExactly(
            TODAY.minusDays(1) + " search 1 0 7 2.0000000000",
            TODAY + " ads 1 0 5 1.0000000000",
            TODAY + " search 3 0 60 0.3500000001");
  }

  @Test
  void missesNoRowOfATransactionThatEndsAfterALaterOne() throws SQLException {
    try (Connection slow = ledger.connect()) {
      slow.setAutoCommit(false);
      book(slow, "slow", TODAY, "09:00", "search", "completed", 1, "1");
      book("fast", TODAY, "09:00", "search", "completed", 2, "2");
      ledger.rollUp();
      assertThat(ledger.ask(HOURS)).containsExactly("09 search 1 0 2 2.0000000000");

      slow.commit();
    }
    book("later", TODAY, "11:00", "search", "completed", 4, "4");
    ledger.rollUp();

    assertThat(ledger.ask(HOURS))
        .containsExactly("09 search 2 0 3 3.0000000000", "11 search 1 0 4 4.0000000000");
  }

  @Test
  void workIsBoundedAndContinued() throws SQLException {
    for (int hour = 0; hour < 10; hour++) {
      book("call-" + hour, TODAY, "0%d:30".formatted(hour), "search", "completed", 1, "1");
    }

    assertThat(ledger.ask("SELECT keelage.roll_up(4)")).containsExactly("6");
    assertThat(ledger.ask("SELECT keelage.roll_up(4)")).containsExactly("2");
    assertThat(ledger.ask("SELECT keelage.roll_up(4)")).containsExactly("0");

    assertThat(ledger.ask(DAYS)).containsExactly(TODAY + " search 10 0 10 10.0000000000");
  }
}
