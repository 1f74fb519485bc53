package dev.keelage.gateway.stage.send;

import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.VendorError;

/** How a stream ended. */
public sealed interface StreamEnd {
  /** As its protocol says. */
  record Closed() implements StreamEnd {}

  /** The vendor said in the stream that it failed; the caller has read it. */
  record VendorFailed(VendorError error) implements StreamEnd {}

  /** The connection broke, a time-out struck, or the bytes made no sense. */
  record Broken(Rejection rejection) implements StreamEnd {}

  /** A guardrail ended it. */
  record Blocked(Rejection rejection) implements StreamEnd {}

  /** The gateway or the caller gave it up. */
  record Cancelled() implements StreamEnd {}
}
