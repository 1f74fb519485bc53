package dev.keelage.gateway.stage.access;

import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.snapshot.Caller;

/** Whether a request comes from somebody known. */
public sealed interface AccessOutcome {
  record Granted(Caller caller) implements AccessOutcome {}

  record Denied(Rejection rejection) implements AccessOutcome {}
}
