package dev.keelage.snapshot.cost;

/** How fast a vendor says that it served a call; the price may depend on it. */
public enum ServiceTier {
  STANDARD,
  /** Cheaper, slower, may be refused. */
  FLEX,
  /** OpenAI: the earlier name of {@link #FAST}; others sell both. */
  PRIORITY,
  FAST,
  ULTRAFAST
}
