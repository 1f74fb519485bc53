package dev.keelage.gateway.stage.admit;

import dev.keelage.gateway.exchange.Rejection;

/** Whether a call may pass. */
public sealed interface AdmitOutcome {
  record Admitted(Reservation reservation) implements AdmitOutcome {}

  record Refused(Rejection rejection) implements AdmitOutcome {}
}
