package dev.keelage.gateway.provider.wire;

/** Where an exchange is. */
interface Place {
  /** Nowhere any more. */
  Place NONE = exchange -> {};

  /** The exchange is given up: takes it out, and whatever is of no use without it. */
  void leave(Exchange exchange);
}
