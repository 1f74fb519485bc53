package dev.keelage.operator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rows go when their time has come; what they add up to stays. */
class LedgerUpkeepIT extends LedgerCase {
  @Test
  void daysGoWhenTheirTimeHasComeAndTheirSumsStay() throws SQLException {
    // Given
    LocalDate old = TODAY.minusDays(31);
    book("old", old, "12:00", "search", "completed", 3, "3");
    book("young", TODAY.minusDays(29), "12:00", "search", "completed", 4, "4");

    // When
    try (var upkeep =
        new LedgerUpkeep(
            Optional.of(ledger.uri()),
            Duration.ofMillis(100),
            Optional.of(Duration.ofDays(30)),
            Map::of,
            Clock.systemUTC())) {
      upkeep.start(() -> ledger.ready());
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(ledger.ask("SELECT call_id FROM keelage.ledger"))
                      .containsExactly("young"));
      assertThat(upkeep.summedUp()).isPresent();
    }

    // Then
    assertThat(
            ledger.ask(
                "SELECT to_regclass('keelage.ledger_%s')"
                    .formatted(old.toString().replace("-", ""))))
        .containsExactly("null");
    // When a row comes that late, it does not count as all of its hour
    book("latest", old, "12:30", "search", "completed", 5, "5");
    ledger.rollUp();
    assertThat(ledger.ask(DAYS))
        .containsExactly(
            old + " search 1 0 3 3.0000000000", TODAY.minusDays(29) + " search 1 0 4 4.0000000000");
  }

  @Test
  void aTeamMayBeForgottenEarlierAndItsSumsStay() throws SQLException {
    LocalDate day = TODAY.minusDays(5);
    for (String call : List.of("a", "b", "c")) {
      book(call, day, "12:00", "search", "completed", 1, "1");
    }
    book("kept", TODAY, "00:00", "search", "completed", 1, "1");
    book("other", day, "12:00", "ads", "completed", 1, "1");
    ledger.rollUp();

    String forget = "SELECT keelage.forget_team('search', current_date - 3, 2)";
    assertThat(ledger.ask(forget)).containsExactly("2");
    assertThat(ledger.ask(forget)).containsExactly("1");
    assertThat(ledger.ask(forget)).containsExactly("0");
    book("late", day, "12:01", "ads", "completed", 1, "1");
    ledger.rollUp();

    assertThat(ledger.ask("SELECT call_id FROM keelage.ledger ORDER BY call_id"))
        .containsExactly("kept", "late", "other");
    assertThat(ledger.ask(DAYS))
        .containsExactly(
            day + " ads 2 0 2 2.0000000000",
            day + " search 3 0 3 3.0000000000",
            TODAY + " search 1 0 1 1.0000000000");
  }

  @Test
  void rowsOfATeamGoWhenTheTeamSaysSo() throws SQLException {
    book("old", TODAY.minusDays(8), "12:00", "search", "completed", 1, "1");
    book("young", TODAY.minusDays(7), "12:00", "search", "completed", 1, "1");
    book("other", TODAY.minusDays(8), "12:00", "ads", "completed", 1, "1");

    try (var upkeep =
        new LedgerUpkeep(
            Optional.of(ledger.uri()),
            Duration.ofMillis(100),
            Optional.empty(),
            () -> Map.of("search", Duration.ofDays(7)),
            Clock.systemUTC())) {
      upkeep.start(() -> ledger.ready());
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(ledger.ask("SELECT call_id FROM keelage.ledger ORDER BY call_id"))
                      .containsExactly("other", "young"));
    }

    assertThat(
            ledger.ask(
                "SELECT team, sum(calls) FROM keelage.usage_by_day GROUP BY team ORDER BY team"))
        .containsExactly("ads 1", "search 2");
  }
}
