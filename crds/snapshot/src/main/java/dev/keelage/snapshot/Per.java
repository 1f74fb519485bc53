package dev.keelage.snapshot;

/** Who has a limit for itself. Keys are proven; users and customers are what callers say. */
public enum Per {
  KEY,
  USER,
  CUSTOMER
}
