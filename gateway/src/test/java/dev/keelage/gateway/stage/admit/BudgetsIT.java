package dev.keelage.gateway.stage.admit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.snapshot.Caller;
import dev.keelage.gateway.stage.admit.AdmitOutcome.Refused;
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
    Reservation reservation = admitted(call(caller));
    assertThat(reservation.reservedCost()).isEqualTo(7_500_000);
    assertThat(get(admission.admit(call(caller))))
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.rejection()).isInstanceOf(Rejection.BudgetExhausted.class));

    Receipt receipt = settlement.book(reservation, outcome(reservation, 80, 10));
    get(settlement.drain());

    assertThat(receipt.cost()).isEqualByComparingTo("0.0003");
    assertThat(receipt.priced()).isTrue();
    admitted(call(caller));
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

    admitted(call(caller));
    admitted(call(caller));

    assertThat(exhausted(call(caller)).limit()).isEqualTo("0.0016");
  }

  @Test
  void rollingWindowNeverLetsMoreThanTheLimitThroughInItsLength() {
    Caller caller =
        budgeted(
            BudgetEntry.Action.BLOCK, null, FailureMode.DENY, unaligned("0.0016", null, 86_400L));

    admitted(at(caller, Duration.ZERO));
    admitted(at(caller, Duration.ofHours(12)));

    exhausted(at(caller, Duration.ofHours(24).minusSeconds(1)));
    // An eighth of the length later at most, the first one counts no more.
    admitted(at(caller, Duration.ofHours(27)));
    exhausted(at(caller, Duration.ofHours(27)));
  }

  @Test
  void oneOffBudgetNeverStartsAgain() {
    Caller caller =
        budgeted(BudgetEntry.Action.BLOCK, null, FailureMode.DENY, unaligned("0.0008", null, null));

    admitted(call(caller));

    exhausted(at(caller, Duration.ofDays(4000)));
  }

  @Test
  void budgetOfAModelDoesNotTouchOthers() {
    Caller other = shared(unaligned("0", null, null), List.of("ai/something-else"), Per.KEY);
    Caller same = shared(unaligned("0", null, null), List.of("ai/gpt-4o"), Per.KEY);

    admitted(call(other));
    exhausted(call(same));
  }

  @Test
  void temporaryIncreaseHoldsUntilItEnds() {
    long end = Calls.STARTED.getEpochSecond() + 60;
    Caller caller =
        budgeted(
            BudgetEntry.Action.BLOCK,
            null,
            FailureMode.DENY,
            unaligned("0.0008", new BudgetEntry.Increase(new BigDecimal("0.0016"), end), null));

    admitted(call(caller));
    admitted(call(caller));

    exhausted(at(caller, Duration.ofSeconds(60)));
    admitted(at(caller, Duration.ofSeconds(59)));
  }
}
