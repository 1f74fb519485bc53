package dev.keelage.gateway.pipeline;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** The body of a caller's request, still on its way. */
public interface CallerBody {
  /**
   * The whole body. Fails with a {@link Refusal} where it is too large, too slow or broken, and
   * with {@link CallerGone}.
   */
  Future<Buffer> read();

  /** Nobody wants it any more: the connection must not wait for it for ever. */
  void discard();
}
