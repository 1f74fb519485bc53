package dev.keelage.gateway.dialect;

import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Reads the events of one stream for a guard. Not thread-safe: one stream, one event loop. */
public interface StreamPieces {
  /**
   * @param events whole ones
   * @throws MalformedReply one of them cannot be read
   */
  List<StreamPiece> read(Buffer events);
}
