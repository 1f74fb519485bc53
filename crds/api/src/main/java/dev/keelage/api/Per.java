package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who has a limit for itself. */
public enum Per {
  @JsonProperty("Key")
  KEY,
  @JsonProperty("User")
  USER,
  @JsonProperty("Customer")
  CUSTOMER
}
