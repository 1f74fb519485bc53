package dev.keelage.operator.inquiry.book;

import dev.keelage.snapshot.cost.CostClass;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A call as its row has it.
 *
 * @param quantities tokens and searches, where there were any
 * @param cost USD, without what was added later
 */
public record Booked(
    String call,
    Instant startedAt,
    Origin origin,
    Target target,
    Outcome outcome,
    Map<CostClass, Long> quantities,
    BigDecimal cost) {
  public Booked {
    quantities = Map.copyOf(quantities);
  }

  /**
   * Who called; ids are {@code namespace/name}.
   *
   * @param tenant the root team, or the key where there is no team
   */
  public record Origin(
      String tenant,
      Optional<String> team,
      String key,
      Optional<String> user,
      Optional<String> customer,
      List<String> tags) {
    public Origin {
      tags = List.copyOf(tags);
    }
  }

  /** What was called. */
  public record Target(
      String model, Optional<String> deployment, Optional<String> provider, String operation) {}

  /**
   * How it went.
   *
   * @param status {@code completed}, {@code failed}, {@code orphaned} …
   * @param estimated a figure comes from a tokenizer
   * @param priced false = served without a price
   * @param serviceTier empty = standard
   */
  public record Outcome(
      String status,
      boolean estimated,
      boolean priced,
      int attempts,
      int httpStatus,
      Duration latency,
      Optional<Duration> timeToFirstToken,
      Optional<String> serviceTier) {}
}
