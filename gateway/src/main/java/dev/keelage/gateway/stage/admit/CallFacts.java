package dev.keelage.gateway.stage.admit;

import dev.keelage.gateway.exchange.Envelope;
import dev.keelage.gateway.exchange.Operation;
import dev.keelage.gateway.snapshot.Caller;
import dev.keelage.gateway.snapshot.ServedModel;
import java.time.Instant;

/**
 * What is known about a call before it is sent.
 *
 * @param callId unique, also the ledger's identity of the call
 * @param startedAt decides every window the call counts in
 */
public record CallFacts(
    String callId,
    Operation operation,
    Caller caller,
    ServedModel model,
    Envelope envelope,
    Instant startedAt) {

  /** The same call on other deployments. */
  CallFacts withModel(ServedModel other) {
    return other == model
        ? this
        : new CallFacts(callId, operation, caller, other, envelope, startedAt);
  }
}
