package dev.keelage.gateway.pipeline;

import dev.keelage.gateway.stage.send.StreamSink;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/**
 * The answer to one request, written as it is said: a status, headers, then a whole body or a
 * stream. Each method is a no-op once {@link #over}.
 */
public interface CallerResponse extends StreamSink {
  /** Begins the head. What was said of another one that has not left yet is forgotten. */
  CallerResponse begin(int status);

  /**
   * Says one more header. Length, connection and date are not the pipeline's to say.
   *
   * @param value what could end its line becomes a space (RFC 9110 §5.5)
   */
  CallerResponse header(CharSequence name, CharSequence value);

  /** Of the head begun last; 0 before. */
  int status();

  /** Whether the head has left, so that there is no way back to another answer. */
  boolean headWritten();

  /** Ended, or the connection is closed. */
  boolean over();

  /**
   * Ends with these bytes: the whole body if no head has left yet, else the last of the stream.
   *
   * @return completes when the last byte has left; fails if it cannot any more
   */
  Future<Void> end(Buffer bytes);
}
