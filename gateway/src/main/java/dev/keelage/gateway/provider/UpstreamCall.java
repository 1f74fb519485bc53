package dev.keelage.gateway.provider;

import dev.keelage.gateway.exchange.Operation;
import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;
import io.vertx.core.buffer.Buffer;
import java.util.OptionalLong;

/**
 * One request to one deployment.
 *
 * @param callId sent along for correlation
 * @param body in the provider's dialect
 * @param connectMillis until there is a connection, waiting for a free one included
 * @param spoken what the caller's headers say about the body, where the provider speaks the
 *     caller's dialect
 * @param inputTokensEstimate what the mock reports as input
 * @param choices how many answers are asked for
 * @param maxOutputTokens the caller's bound; bounds the mock too
 */
public record UpstreamCall(
    String callId,
    Operation operation,
    ServedDeployment deployment,
    Buffer body,
    boolean stream,
    long connectMillis,
    SpokenVersion spoken,
    long inputTokensEstimate,
    int choices,
    OptionalLong maxOutputTokens) {}
