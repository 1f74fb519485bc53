package dev.keelage.gateway.stage.admit;

import dev.keelage.gateway.exchange.Rejection;
import java.util.Map;

/** Whether a deployment takes one more request. */
public sealed interface AttemptOutcome {
  /**
   * @param leave gives back what the attempt holds, if it comes to nothing; otherwise that ends
   *     with the call
   */
  record Entered(Runnable leave) implements AttemptOutcome {}

  /**
   * @param replyHeaders {@code x-ratelimit-*} of what is full, for a caller whom no other
   *     deployment serves
   */
  record Full(Rejection rejection, Map<String, String> replyHeaders) implements AttemptOutcome {
    public Full {
      replyHeaders = Map.copyOf(replyHeaders);
    }
  }
}
