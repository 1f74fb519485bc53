package dev.keelage.perf.leg;

import java.math.BigDecimal;

/**
 * What was booked beside what the vendor counted.
 *
 * @param vendorCalls calls the vendor answered
 * @param ledgerRows rows in Postgres
 * @param vendorTokens prompt and completion tokens the vendor reported
 * @param ledgerTokens the same in the ledger
 * @param vendorCost the vendor's tokens at the declared prices, USD
 * @param ledgerCost sum of the ledger, USD
 */
public record Books(
    long vendorCalls,
    long ledgerRows,
    long vendorTokens,
    long ledgerTokens,
    BigDecimal vendorCost,
    BigDecimal ledgerCost) {
  /** Whether not one call, token or 10⁻¹⁰ USD is missing or too many. */
  public boolean balanced() {
    return vendorCalls == ledgerRows
        && vendorTokens == ledgerTokens
        && vendorCost.compareTo(ledgerCost) == 0;
  }
}
