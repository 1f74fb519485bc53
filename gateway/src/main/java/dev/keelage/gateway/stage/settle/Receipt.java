package dev.keelage.gateway.stage.settle;

import dev.keelage.snapshot.cost.CostPart;
import dev.keelage.snapshot.cost.Usd;
import java.math.BigDecimal;
import java.util.List;

/**
 * What a call was booked at.
 *
 * @param costUnits integer 10^-10 USD
 * @param parts what it is made of; their sum is the cost
 * @param priced false if nobody knows the price and policy served it anyway
 */
public record Receipt(long costUnits, List<CostPart> parts, boolean priced) {
  public Receipt {
    parts = List.copyOf(parts);
  }

  /** USD with 10 decimals. */
  public BigDecimal cost() {
    return Usd.of(costUnits);
  }
}
