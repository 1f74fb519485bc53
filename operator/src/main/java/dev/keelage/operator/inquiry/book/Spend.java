package dev.keelage.operator.inquiry.book;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * A sum of calls.
 *
 * @param begin of the hour or day; empty = of all that was asked for
 * @param name of the team, key …; empty = calls without one, or all names but the dearest
 * @param inputTokens of all classes
 * @param outputTokens of all classes
 * @param detail where the sums know more; empty for users, customers and tags
 * @param cost USD
 */
public record Spend(
    Optional<Instant> begin,
    Optional<String> name,
    long calls,
    long inputTokens,
    long outputTokens,
    Optional<Detail> detail,
    BigDecimal cost) {

  /**
   * Of those calls and tokens.
   *
   * @param orphaned booked at what was reserved
   * @param estimated a figure comes from a tokenizer
   * @param unpriced served without a price
   */
  public record Detail(
      long failed,
      long orphaned,
      long estimated,
      long unpriced,
      long cachedInputTokens,
      long cacheWriteTokens,
      long reasoningTokens,
      long searches) {}
}
