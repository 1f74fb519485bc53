package dev.keelage.operator.inquiry.book;

import java.math.BigDecimal;
import java.util.List;

/**
 * Calls, the latest first.
 *
 * @param more whether there are others behind them
 */
public record CallPage(List<Cost> calls, boolean more) {
  public CallPage {
    calls = List.copyOf(calls);
  }

  /**
   * A call and what it costs.
   *
   * @param usd with what was added when it was rated again
   */
  public record Cost(Booked call, BigDecimal usd) {}
}
