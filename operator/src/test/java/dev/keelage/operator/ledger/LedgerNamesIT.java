package dev.keelage.operator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sums per user, customer and tag are bounded, and go with the rows. */
class LedgerNamesIT extends LedgerCase {
  @Test
  void usersAndCustomersHaveSumsThatAreBoundedAndGoWithTheRows() throws SQLException {
    // Given an hour in which more users were named than have sums of their own
    LocalDate day = TODAY.minusDays(5);
    for (String call : List.of("a", "b", "c")) {
      book(call, day, "12:00", "search", "completed", 10, "2");
    }
    book("nobody", day, "12:00", "search", "completed", 10, "2");
    ledger.ask(
        "UPDATE keelage.ledger SET customer = 'acme', end_user = call_id WHERE call_id < 'd' RETURNING 1");
    ledger.rollUp();
    String sums =
        "SELECT kind, name, calls, output_tokens, cost FROM keelage.usage_by_name_%s ORDER BY kind, name";
    List<String> each =
        List.of(
            "customer acme 3 30 6.0000000000",
            "user a 1 10 2.0000000000",
            "user b 1 10 2.0000000000",
            "user c 1 10 2.0000000000");
    assertThat(ledger.ask(sums.formatted("hour"))).isEqualTo(each);
    assertThat(ledger.ask(sums.formatted("day"))).isEqualTo(each);

    // When only one may have its own
    ledger.ask(
        "SELECT keelage.roll_up_names(ARRAY['%1$s 12:00 Z']::timestamptz[], ARRAY['%1$s']::date[], 1)"
            .formatted(day));
    assertThat(ledger.ask(sums.formatted("day")))
        .containsExactly(
            "customer acme 3 30 6.0000000000",
            "user a 1 10 2.0000000000",
            "user null 2 20 4.0000000000");

    // Then they go when the team's rows do, and all when a day does
    book("other", day, "12:00", "ads", "completed", 10, "2");
    ledger.ask("UPDATE keelage.ledger SET customer = 'sirius' WHERE call_id = 'other' RETURNING 1");
    ledger.rollUp();
    ledger.ask("SELECT keelage.forget_team('search', current_date - 3, 100)");
    assertThat(ledger.ask(sums.formatted("hour")))
        .containsExactly("customer sirius 1 10 2.0000000000");
    ledger.ask("SELECT keelage.drop_before(current_date - 3)");
    assertThat(ledger.ask(sums.formatted("hour"))).isEmpty();
    assertThat(ledger.ask(sums.formatted("day"))).isEmpty();
    assertThat(ledger.ask("SELECT team, calls FROM keelage.usage_by_day ORDER BY team"))
        .containsExactly("ads 1", "search 4");
  }

  @Test
  void aCallCountsUnderEachOfItsTagsAsLongAsItsRowIsThere() throws SQLException {
    // Given an hour with a call of two tags, an orphan of one, and a call of none
    LocalDate day = TODAY.minusDays(5);
    book("both", day, "12:00", "search", "completed", 10, "2");
    book("batch", day, "12:30", "search", "orphaned", 90, "9");
    book("none", day, "12:45", "search", "completed", 10, "2");
    ledger.ask(
        "UPDATE keelage.ledger SET tags = '{batch,nightly}' WHERE call_id = 'both' RETURNING 1");
    ledger.ask("UPDATE keelage.ledger SET tags = '{batch}' WHERE call_id = 'batch' RETURNING 1");
    ledger.rollUp();
    String sums =
        "SELECT kind, name, calls, output_tokens, cost FROM keelage.usage_by_name_%s ORDER BY name";
    assertThat(ledger.ask(sums.formatted("hour")))
        .containsExactly("tag batch 2 100 11.0000000000", "tag nightly 1 10 2.0000000000");

    // When the orphan is put right and a row comes late
    book("batch", day, "12:30", "search", "completed", 20, "3");
    book("late", day, "12:59", "search", "completed", 1, "1");
    ledger.ask("UPDATE keelage.ledger SET tags = '{late}' WHERE call_id = 'late' RETURNING 1");
    ledger.rollUp();
    assertThat(ledger.ask(sums.formatted("day")))
        .containsExactly(
            "tag batch 2 30 5.0000000000",
            "tag late 1 1 1.0000000000",
            "tag nightly 1 10 2.0000000000");

    // Then only the dearest has a sum of its own where no more may, and all go with their rows
    ledger.ask(
        "SELECT keelage.roll_up_names(ARRAY['%1$s 12:00 Z']::timestamptz[], ARRAY['%1$s']::date[], 1)"
            .formatted(day));
    assertThat(ledger.ask(sums.formatted("day")))
        .containsExactly("tag batch 2 30 5.0000000000", "tag null 2 11 3.0000000000");
    ledger.ask("SELECT keelage.forget_team('search', current_date - 3, 100)");
    assertThat(ledger.ask(sums.formatted("hour"))).isEmpty();
    assertThat(ledger.ask(sums.formatted("day"))).isEmpty();
  }
}
