package dev.keelage.gateway.stage.send;

import dev.keelage.gateway.dialect.MalformedCall;
import dev.keelage.gateway.dialect.Untranslatable;
import dev.keelage.gateway.exchange.Envelope;
import dev.keelage.gateway.exchange.Operation;
import dev.keelage.gateway.provider.SpokenVersion;
import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;
import dev.keelage.snapshot.ModelEntry;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/**
 * A call to be sent.
 *
 * @param plan the deployments to try in their order, at least one; may be longer than the attempts
 * @param maxAttempts upstream requests at most
 * @param gate asked before each attempt, if anything bounds deployments
 */
public record SendOrder(
    String callId,
    Operation operation,
    Envelope envelope,
    List<ServedDeployment> plan,
    int maxAttempts,
    Optional<Gate> gate,
    ModelEntry.Timeouts timeouts,
    Wording wording) {

  /** How the call is put to a deployment, and how its stream is put to the caller. */
  public interface Wording {
    /**
     * @throws Untranslatable the deployment's dialect has no words for the call
     * @throws MalformedCall the call is not what its own dialect says
     */
    Buffer body(ServedDeployment deployment);

    /** What the caller's headers say about the body, if that is what {@link #body} gives. */
    SpokenVersion spoken(ServedDeployment deployment);

    StreamPath path(ServedDeployment deployment);
  }
}
