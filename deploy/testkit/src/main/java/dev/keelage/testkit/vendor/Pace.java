package dev.keelage.testkit.vendor;

import java.time.Duration;

/**
 * How fast, and in which pieces, an answer comes.
 *
 * @param latency from the request's last byte to the answer's first
 * @param chunks into how many pieces a stream cuts the text, and the arguments of each tool use
 * @param interval between two server-sent events
 * @param sliceBytes 0, or the size of the pieces in which the body is written, wherever that cuts
 *     characters, line ends and events
 * @param crlf whether the lines of a stream end with CR LF
 */
record Pace(Duration latency, int chunks, Duration interval, int sliceBytes, boolean crlf) {
  static final Pace DEFAULT = new Pace(Duration.ZERO, 4, Duration.ZERO, 0, false);

  Pace {
    if (latency.isNegative() || interval.isNegative() || chunks < 1 || sliceBytes < 0) {
      throw new IllegalArgumentException("impossible pace");
    }
  }
}
