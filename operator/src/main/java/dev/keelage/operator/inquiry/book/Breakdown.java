package dev.keelage.operator.inquiry.book;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * A call with all that its cost is made of.
 *
 * @param parts of the row itself, USD by class as the ledger names it
 * @param corrections what was added when it was rated again, in that order
 */
public record Breakdown(Booked call, Map<String, BigDecimal> parts, List<Correction> corrections) {
  public Breakdown {
    parts = Map.copyOf(parts);
    corrections = List.copyOf(corrections);
  }

  /**
   * What a call costs more, or less.
   *
   * @param cost USD, a difference; so are its parts
   */
  public record Correction(String id, BigDecimal cost, Map<String, BigDecimal> parts) {
    public Correction {
      parts = Map.copyOf(parts);
    }
  }

  /** What the call costs, USD. */
  public BigDecimal cost() {
    return corrections.stream().map(Correction::cost).reduce(call.cost(), BigDecimal::add);
  }
}
