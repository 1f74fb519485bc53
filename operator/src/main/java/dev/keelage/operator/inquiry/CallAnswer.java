package dev.keelage.operator.inquiry;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.keelage.operator.inquiry.book.Booked;
import dev.keelage.operator.inquiry.book.Breakdown;
import dev.keelage.snapshot.cost.CostClass;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call and what its cost is made of. Amounts are decimal strings in USD.
 *
 * @param parts of what was booked when it was made
 * @param corrections what was added when it was rated again
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"call", "parts", "corrections"})
public record CallAnswer(
    @JsonUnwrapped CallSummary call, List<Part> parts, List<Correction> corrections) {

  /**
   * A part of a cost.
   *
   * @param of the class, as {@code cost_parts} in the ledger names it
   * @param quantity tokens, searches or requests; absent for adjustments and differences
   * @param amount USD
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Part(@JsonProperty("class") String of, @Nullable Long quantity, String amount) {}

  /**
   * What a call costs more, or less, since it was rated again.
   *
   * @param cost USD, a difference, as those of its parts
   */
  public record Correction(String id, String cost, List<Part> parts) {}

  static CallAnswer of(Breakdown breakdown) {
    Booked call = breakdown.call();
    return new CallAnswer(
        CallSummary.of(call, breakdown.cost()),
        parts(breakdown.parts(), call.quantities()),
        breakdown.corrections().stream().map(CallAnswer::correction).toList());
  }

  private static Correction correction(Breakdown.Correction each) {
    return new Correction(each.id(), each.cost().toPlainString(), parts(each.parts(), Map.of()));
  }

  private static List<Part> parts(
      Map<String, BigDecimal> amounts, Map<CostClass, Long> quantities) {
    return Arrays.stream(CostClass.values())
        .filter(of -> amounts.containsKey(of.label()) || quantities.containsKey(of))
        .map(of -> part(of, Optional.ofNullable(amounts.get(of.label())), quantities))
        .toList();
  }

  private static Part part(
      CostClass of, Optional<BigDecimal> amount, Map<CostClass, Long> quantities) {
    return new Part(
        of.label(),
        quantities.get(of),
        amount.orElse(BigDecimal.ZERO.setScale(CallSummary.DECIMALS)).toPlainString());
  }
}
