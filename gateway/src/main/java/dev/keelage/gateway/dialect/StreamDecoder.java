package dev.keelage.gateway.dialect;

import dev.keelage.gateway.exchange.StreamEvent;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * A state machine over one upstream stream. Bytes may be cut anywhere: between CR and LF, inside a
 * UTF-8 sequence, inside a field name.
 */
public interface StreamDecoder {
  /**
   * @return what these bytes complete, in order; may be empty
   * @throws MalformedReply the stream breaks its protocol, or one event is over the size bound
   */
  List<StreamEvent> decode(Buffer chunk);

  /**
   * The upstream ended the connection: an event that lacks no more than its blank line still
   * counts, one that is cut is dropped. A stream without its terminator yields a {@link
   * StreamEvent.Closed} only if it has said why the answer ended: some servers stop there.
   */
  List<StreamEvent> end();
}
