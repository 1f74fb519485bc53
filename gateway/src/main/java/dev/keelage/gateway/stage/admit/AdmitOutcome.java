package dev.keelage.gateway.stage.admit;

import dev.keelage.gateway.exchange.Rejection;
import java.util.Map;

/** Whether a call may pass. */
public sealed interface AdmitOutcome {
  /**
   * @param reservation its {@code facts().model()} holds only the deployments that may serve this
   *     call (those without a price may be left out): route by that one
   */
  record Admitted(Reservation reservation) implements AdmitOutcome {}

  /**
   * A budget is exhausted and wants another model to serve.
   *
   * @param modelId of that model; the call has to be admitted again with it
   * @param otherwise where that cannot be
   */
  record Downgraded(String modelId, Refused otherwise) implements AdmitOutcome {}

  /**
   * @param replyHeaders {@code x-ratelimit-*} as they stand, to send with the error
   */
  record Refused(Rejection rejection, Map<String, String> replyHeaders) implements AdmitOutcome {
    public Refused {
      replyHeaders = Map.copyOf(replyHeaders);
    }
  }
}
