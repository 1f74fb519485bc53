package dev.keelage.operator.inquiry;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.keelage.operator.inquiry.book.Spend;
import dev.keelage.operator.inquiry.book.SpendAsked;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was spent. Amounts are decimal strings in USD.
 *
 * @param by what {@code name} is of each row
 * @param from inclusive, RFC 3339
 * @param to exclusive
 */
public record SpendAnswer(String by, String per, String from, String to, List<Row> rows) {

  /**
   * A sum of calls.
   *
   * @param begin of its hour or day; absent for totals
   * @param name absent: calls without one, or all names but the dearest
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Row(
      @Nullable String begin,
      @Nullable String name,
      long calls,
      long inputTokens,
      long outputTokens,
      @JsonUnwrapped Spend.@Nullable Detail detail,
      String cost) {}

  static SpendAnswer of(SpendAsked asked, List<Spend> spent) {
    return new SpendAnswer(
        asked.by().text(),
        asked.per().name().toLowerCase(Locale.ROOT),
        asked.from().toString(),
        asked.to().toString(),
        spent.stream().map(SpendAnswer::row).toList());
  }

  private static Row row(Spend spent) {
    return new Row(
        spent.begin().map(Instant::toString).orElse(null),
        spent.name().orElse(null),
        spent.calls(),
        spent.inputTokens(),
        spent.outputTokens(),
        spent.detail().orElse(null),
        spent.cost().toPlainString());
  }
}
