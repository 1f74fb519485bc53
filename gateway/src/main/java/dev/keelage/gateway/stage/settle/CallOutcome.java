package dev.keelage.gateway.stage.settle;

import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;
import java.time.Duration;
import java.util.Optional;

/**
 * How a call ended.
 *
 * @param deployment that answered; empty if none did, and then the call costs nothing
 * @param usage as the vendor reported it, else a tokenizer's estimate marked so; {@link Usage#NONE}
 *     where nothing was produced
 * @param attempts upstream requests made
 * @param latency from receipt to the last byte
 * @param timeToFirstToken of a stream
 */
public record CallOutcome(
    Ending ending,
    Optional<ServedDeployment> deployment,
    Usage usage,
    int attempts,
    int status,
    Duration latency,
    Optional<Duration> timeToFirstToken) {

  /** The ledger's {@code status}. */
  public enum Ending {
    COMPLETED,
    /** The caller left; what was produced until then is booked. */
    CLIENT_GONE,
    /** The upstream broke off, or a time-out cut it. */
    UPSTREAM_CUT,
    /** The gateway was asked to stop before the stream ended. */
    DRAINED,
    /** Refused by a guardrail after the model had answered. */
    BLOCKED,
    /** No deployment answered with success. */
    FAILED
  }
}
