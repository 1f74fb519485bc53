package dev.keelage.gateway.stage.settle;

import dev.keelage.gateway.exchange.Operation;
import dev.keelage.gateway.exchange.Usage;
import dev.keelage.snapshot.cost.CostPart;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One call in the book.
 *
 * @param tenant id of the root team, or of the key
 * @param user whom the caller named, and the same for the customer: {@link SaidName}
 * @param tags of the call, as {@link SaidName} keeps them, sorted; empty for most
 * @param model the resource's id
 * @param deployment that answered, by the name the Model gives it
 * @param provider id of the resource behind it
 * @param costUnits integer 10^-10 USD
 * @param costParts what the cost is made of, where that is known
 * @param priced false if nobody knew its price: it cost nothing, or what policy says
 * @param attempts upstream requests made
 * @param httpStatus as sent to the caller; 0 if unknown
 */
public record LedgerEntry(
    String callId,
    Instant startedAt,
    String tenant,
    Optional<String> team,
    String key,
    Optional<String> user,
    Optional<String> customer,
    List<String> tags,
    String model,
    Optional<String> deployment,
    Optional<String> provider,
    Operation operation,
    Usage usage,
    long costUnits,
    List<CostPart> costParts,
    boolean priced,
    Status status,
    int attempts,
    int httpStatus,
    Duration latency,
    Optional<Duration> timeToFirstToken) {

  public LedgerEntry {
    tags = List.copyOf(tags);
    costParts = List.copyOf(costParts);
  }

  /** How the call ended; {@link CallOutcome.Ending}, or nobody lived to say. */
  public enum Status {
    COMPLETED,
    CLIENT_GONE,
    UPSTREAM_CUT,
    DRAINED,
    BLOCKED,
    FAILED,
    /** Its gateway died; booked at what was reserved. */
    ORPHANED;

    static Status of(CallOutcome.Ending ending) {
      return switch (ending) {
        case COMPLETED -> COMPLETED;
        case CLIENT_GONE -> CLIENT_GONE;
        case UPSTREAM_CUT -> UPSTREAM_CUT;
        case DRAINED -> DRAINED;
        case BLOCKED -> BLOCKED;
        case FAILED -> FAILED;
      };
    }
  }
}
