package dev.keelage.gateway.stage.send;

import io.vertx.core.buffer.Buffer;
import java.util.OptionalInt;

/**
 * Tells a stream of events from a JSON object by its first byte. What the content type says is not
 * asked: servers that do not stream say that they do, and the other way round.
 */
final class WholeAnswer {
  private WholeAnswer() {}

  /** Where something stands that is neither white space nor of a byte order mark. */
  static OptionalInt firstByte(Buffer chunk) {
    for (int at = 0; at < chunk.length(); at++) {
      switch (chunk.getByte(at)) {
        case ' ', '\t', '\r', '\n', (byte) 0xEF, (byte) 0xBB, (byte) 0xBF -> {}
        default -> {
          return OptionalInt.of(at);
        }
      }
    }
    return OptionalInt.empty();
  }

  /** No line of a stream of events that says anything begins so. */
  static boolean begins(Buffer chunk, int at) {
    return chunk.getByte(at) == '{';
  }
}
