package dev.keelage.gateway.stage.send;

import dev.keelage.gateway.provider.UpstreamResponse;
import io.vertx.core.buffer.Buffer;

/** What came of one upstream request. */
sealed interface AttemptOutcome {
  record Answered(UpstreamResponse head, Buffer body) implements AttemptOutcome {}

  record Streaming(OpenStream stream) implements AttemptOutcome {}

  record Failed(Failure failure) implements AttemptOutcome {}
}
