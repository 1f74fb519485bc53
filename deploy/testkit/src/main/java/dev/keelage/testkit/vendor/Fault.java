package dev.keelage.testkit.vendor;

import java.time.Duration;
import java.util.Optional;

/** What goes wrong with a call. */
public sealed interface Fault {
  /** Nothing. */
  record None() implements Fault {}

  /** An error answer in the vendor's shape, with its usual type and code for that HTTP status. */
  record Status(int status, Optional<Duration> retryAfter, Optional<String> message)
      implements Fault {}

  /** The connection is closed without an answer. */
  record Drop() implements Fault {}

  /** The connection is closed after so many server-sent events, or in the middle of a JSON body. */
  record Cut(int afterEvents) implements Fault {}

  /**
   * The vendor reports an error in the stream after so many server-sent events (a JSON answer
   * becomes a 500).
   */
  record ErrorEvent(int afterEvents) implements Fault {}

  /** The request is taken and never answered. */
  record HangBeforeHeaders() implements Fault {}

  /**
   * Headers are sent, and after so many server-sent events (a JSON body: none of it) nothing more.
   */
  record Hang(int afterEvents) implements Fault {}
}
