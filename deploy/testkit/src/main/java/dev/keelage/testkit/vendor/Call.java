package dev.keelage.testkit.vendor;

import java.util.Optional;

/**
 * A call the vendor took: what a ledger must agree with.
 *
 * @param id unique; the {@code id} of the answer (for a failure, the value of its request id
 *     header)
 * @param correlation the request header {@code x-keelage-call-id}, if it came
 * @param path the endpoint
 * @param model as the request named it
 * @param stream whether a stream was asked for
 * @param tokens reported usage; none for a refused call; what it was going to report for one that
 *     did not get to its end
 * @param eventsSent server-sent events written so far
 * @param ending how it ended
 */
public record Call(
    String id,
    Optional<String> correlation,
    String path,
    String model,
    boolean stream,
    Tokens tokens,
    int eventsSent,
    Ending ending) {

  /** How a call ended. */
  public enum Ending {
    /** It has not. */
    OPEN,
    /** The answer was written to its last byte. */
    COMPLETE,
    /** Answered with an error. */
    REFUSED,
    /** Broken off by the vendor, as the script said. */
    CUT,
    /** The client closed the connection before the answer's last byte. */
    ABANDONED
  }

  Call ended(Ending how) {
    return new Call(id, correlation, path, model, stream, tokens, eventsSent, how);
  }

  Call oneMoreEvent() {
    return new Call(id, correlation, path, model, stream, tokens, eventsSent + 1, ending);
  }
}
