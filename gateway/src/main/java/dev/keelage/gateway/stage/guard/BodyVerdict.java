package dev.keelage.gateway.stage.guard;

import dev.keelage.gateway.exchange.Rejection;
import io.vertx.core.buffer.Buffer;

/** What the guardrails say of a whole body, of a request or of a reply. */
public sealed interface BodyVerdict {
  record Pass() implements BodyVerdict {}

  /**
   * @param body what to go on with instead
   */
  record Masked(Buffer body) implements BodyVerdict {}

  record Refused(Rejection rejection) implements BodyVerdict {}
}
