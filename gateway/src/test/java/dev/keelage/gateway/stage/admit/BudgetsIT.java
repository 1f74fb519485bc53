package dev.keelage.gateway.stage.admit;

import static dev.keelage.gateway.stage.admit.Callers.at;
import static dev.keelage.gateway.stage.admit.Callers.budgeted;
import static dev.keelage.gateway.stage.admit.Callers.call;
import static dev.keelage.gateway.stage.admit.Callers.once;
import static dev.keelage.gateway.stage.admit.Callers.rolling;
import static dev.keelage.gateway.stage.admit.Callers.shared;
import static dev.keelage.gateway.stage.admit.Callers.yearly;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.snapshot.Caller;
import dev.keelage.gateway.stage.settle.Receipt;
import dev.keelage.gateway.store.Calls;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.Per;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Windows of budgets, and what counts in them. */
class BudgetsIT extends AdmissionCase {
  @Test
  void aBudgetReservesTheWorstCaseAndBooksTheRealCost() {
    // 100 input tokens at 2.50 and 50 of output at 10 USD per million: 0.00075 USD at most
    Caller caller = budgeted("0.0011", FailureMode.DENY);
    Reservation reservation = desk.admitted(call(caller));
    assertThat(reservation.reservedCost()).isEqualTo(7_500_000);
    desk.exhausted(call(caller));

    Receipt receipt = desk.book(reservation, 80, 10);

    assertThat(receipt.cost()).isEqualByComparingTo("0.0003");
    assertThat(receipt.priced()).isTrue();
    desk.admitted(call(caller));
  }

  @Test
  void everyWindowOfABudgetHolds() {
    // Each call holds 0.00075 USD.
    Caller caller =
        budgeted(
            BudgetEntry.Action.BLOCK,
            null,
            FailureMode.DENY,
            yearly("1"),
            BudgetEntry.Window.of(
                new BigDecimal("0.0016"), BudgetEntry.Calendar.DAY, "Asia/Kathmandu"));

    desk.admitted(call(caller));
    desk.admitted(call(caller));

    assertThat(desk.exhausted(call(caller)).limit()).isEqualTo("0.0016");
  }

  @Test
  void rollingWindowNeverLetsMoreThanTheLimitThroughInItsLength() {
    Caller caller =
        budgeted(
            BudgetEntry.Action.BLOCK,
            null,
            FailureMode.DENY,
            rolling("0.0016", Duration.ofDays(1)));

    desk.admitted(at(caller, Duration.ZERO));
    desk.admitted(at(caller, Duration.ofHours(12)));

    desk.exhausted(at(caller, Duration.ofHours(24).minusSeconds(1)));
    // An eighth of the length later at most, the first one counts no more.
    desk.admitted(at(caller, Duration.ofHours(27)));
    desk.exhausted(at(caller, Duration.ofHours(27)));
  }

  @Test
  void oneOffBudgetNeverStartsAgain() {
    Caller caller = budgeted(BudgetEntry.Action.BLOCK, null, FailureMode.DENY, once("0.0008"));

    desk.admitted(call(caller));

    desk.exhausted(at(caller, Duration.ofDays(4000)));
  }

  @Test
  void budgetOfAModelDoesNotTouchOthers() {
    Caller other = shared(once("0"), List.of("ai/something-else"), Per.KEY);
    Caller same = shared(once("0"), List.of("ai/gpt-4o"), Per.KEY);

    desk.admitted(call(other));
    desk.exhausted(call(same));
  }

  @Test
  void temporaryIncreaseHoldsUntilItEnds() {
    long end = Calls.STARTED.getEpochSecond() + 60;
    Caller caller =
        budgeted(
            BudgetEntry.Action.BLOCK,
            null,
            FailureMode.DENY,
            once("0.0008", new BudgetEntry.Increase(new BigDecimal("0.0016"), end)));

    desk.admitted(call(caller));
    desk.admitted(call(caller));

    desk.exhausted(at(caller, Duration.ofSeconds(60)));
    desk.admitted(at(caller, Duration.ofSeconds(59)));
  }
}
