package dev.keelage.gateway.dialect;

import dev.keelage.gateway.exchange.StreamEvent;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * Writes a stream to the caller in one dialect. An event may give no bytes (nothing to say yet) or
 * several frames.
 */
public interface StreamEncoder {
  /**
   * @throws MalformedReply the events are in an order that this dialect cannot say
   */
  Buffer encode(List<StreamEvent> events);
}
