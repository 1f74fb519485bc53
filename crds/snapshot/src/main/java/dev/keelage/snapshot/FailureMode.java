package dev.keelage.snapshot;

/** What a limit or budget does while its counters cannot be reached. */
public enum FailureMode {
  /** Serve; the call is booked when the store returns. */
  ALLOW,
  /** Refuse with 503 and Retry-After. */
  DENY,
  /** Each of the N live gateways enforces 1/N of the limit from its own memory. */
  LOCAL_SHARE
}
