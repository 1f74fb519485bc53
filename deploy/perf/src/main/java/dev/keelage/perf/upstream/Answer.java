package dev.keelage.perf.upstream;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What the vendor says to one kind of call, ready to be written.
 *
 * @param frames bytes of each write, the first with the response head
 * @param latencyMillis from the last byte of the request to the first of the answer
 * @param promptTokens what the answer's usage says
 * @param completionTokens what the answer's usage says
 */
record Answer(
    List<ByteBuffer> frames, long latencyMillis, long promptTokens, long completionTokens) {
  Answer {
    frames = List.copyOf(frames);
  }
}
