package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a limit or budget does while its counters cannot be reached. */
public enum WhenStoreUnavailable {
  /** Serve; the call is booked when the store returns. */
  @JsonProperty("Allow")
  ALLOW,
  /** Refuse with 503 and Retry-After. */
  @JsonProperty("Deny")
  DENY,
  /** Each of the N live gateways enforces 1/N from its own memory. */
  @JsonProperty("LocalShare")
  LOCAL_SHARE;

  static final String DEFAULT = "Deny";
  static final String DESCRIPTION =
      "What happens while the counters cannot be reached. Deny: refuse with 503. Allow: serve, and"
          + " book the call when the store returns. LocalShare: each of the N live gateways"
          + " enforces 1/N of it from its own memory. Default Deny.";
}
