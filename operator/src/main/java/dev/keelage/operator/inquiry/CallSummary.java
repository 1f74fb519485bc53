package dev.keelage.operator.inquiry;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.keelage.operator.inquiry.book.Booked;
import dev.keelage.snapshot.cost.Usd;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call. Ids are {@code namespace/name}; what a call does not have is absent.
 *
 * @param call its id, as in {@code x-keelage-call-id}
 * @param startedAt RFC 3339
 * @param status {@code completed}, {@code client_gone}, {@code upstream_cut}, {@code drained},
 *     {@code blocked}, {@code failed}, or {@code orphaned}: booked at what was reserved
 * @param estimated a figure comes from a tokenizer
 * @param priced false = served without a price, at cost 0
 * @param serviceTier absent = standard
 * @param cost USD, a decimal string; with what was added when it was rated again
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CallSummary(
    String call,
    String startedAt,
    @Nullable String team,
    String key,
    @Nullable String user,
    @Nullable String customer,
    List<String> tags,
    String model,
    @Nullable String deployment,
    @Nullable String provider,
    String operation,
    String status,
    boolean estimated,
    boolean priced,
    int attempts,
    int httpStatus,
    long latencyMillis,
    @Nullable Long timeToFirstTokenMillis,
    @Nullable String serviceTier,
    String cost) {
  static final int DECIMALS = Usd.SCALE;

  /**
   * @param cost USD, with corrections
   */
  static CallSummary of(Booked booked, BigDecimal cost) {
    Booked.Origin origin = booked.origin();
    Booked.Target target = booked.target();
    Booked.Outcome outcome = booked.outcome();
    return new CallSummary(
        booked.call(),
        booked.startedAt().toString(),
        origin.team().orElse(null),
        origin.key(),
        origin.user().orElse(null),
        origin.customer().orElse(null),
        origin.tags(),
        target.model(),
        target.deployment().orElse(null),
        target.provider().orElse(null),
        target.operation(),
        outcome.status(),
        outcome.estimated(),
        outcome.priced(),
        outcome.attempts(),
        outcome.httpStatus(),
        outcome.latency().toMillis(),
        outcome.timeToFirstToken().map(Duration::toMillis).orElse(null),
        outcome.serviceTier().orElse(null),
        cost.toPlainString());
  }
}
