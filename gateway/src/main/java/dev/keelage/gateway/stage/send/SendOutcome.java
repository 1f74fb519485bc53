package dev.keelage.gateway.stage.send;

import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.provider.UpstreamResponse;
import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Optional;

/** What came of sending a call. {@code attempts} counts upstream requests. */
public sealed interface SendOutcome {
  int attempts();

  /** A whole answer, in the deployment's dialect. */
  record Answered(ServedDeployment deployment, int attempts, UpstreamResponse head, Buffer body)
      implements SendOutcome {}

  /** A stream of which the first content has arrived; it waits to be relayed. */
  record Streaming(ServedDeployment deployment, int attempts, OpenStream stream)
      implements SendOutcome {}

  /**
   * No deployment answered with success.
   *
   * @param replyHeaders for the caller, besides those of its own limits
   */
  record Failed(Rejection rejection, int attempts, Map<String, String> replyHeaders)
      implements SendOutcome {
    public Failed {
      replyHeaders = Map.copyOf(replyHeaders);
    }
  }

  /**
   * Given up before there was an answer.
   *
   * @param working the deployment that had the request by then
   */
  record Cancelled(Optional<ServedDeployment> working, int attempts) implements SendOutcome {}
}
