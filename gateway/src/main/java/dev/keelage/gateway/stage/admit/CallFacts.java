package dev.keelage.gateway.stage.admit;

import dev.keelage.gateway.exchange.Envelope;
import dev.keelage.gateway.exchange.Operation;
import dev.keelage.gateway.exchange.WireFormat;
import dev.keelage.gateway.snapshot.Caller;
import dev.keelage.gateway.snapshot.ServedModel;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What is known about a call before it is sent.
 *
 * @param callId unique, also the ledger's identity of the call
 * @param format in which the caller speaks
 * @param customer whom the caller serves, as it says
 * @param tags the caller's own, and those that it says
 * @param startedAt decides every window the call counts in
 */
public record CallFacts(
    String callId,
    Operation operation,
    WireFormat format,
    Caller caller,
    ServedModel model,
    Envelope envelope,
    Optional<String> customer,
    Set<String> tags,
    Instant startedAt) {

  /** One with the caller's own tags. */
  public CallFacts(
      String callId,
      Operation operation,
      WireFormat format,
      Caller caller,
      ServedModel model,
      Envelope envelope,
      Optional<String> customer,
      Instant startedAt) {
    this(callId, operation, format, caller, model, envelope, customer, caller.tags(), startedAt);
  }

  /** The same call on other deployments. */
  CallFacts withModel(ServedModel other) {
    return other == model
        ? this
        : new CallFacts(
            callId, operation, format, caller, other, envelope, customer, tags, startedAt);
  }
}
