package dev.keelage.gateway.stage.send;

import io.vertx.core.buffer.Buffer;

/** Where the bytes of a stream go. Belongs to the event loop of its call. */
public interface StreamSink {
  /** Sends these bytes on their way; a no-op once nobody is there to read them. */
  void write(Buffer bytes);

  /** Whether the reader is slower than the writer: what is written now waits in memory. */
  boolean full();

  /**
   * @param again runs once, when the sink is not full any more; replaces an earlier one
   */
  void whenDrained(Runnable again);
}
