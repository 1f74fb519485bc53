package dev.keelage.gateway.http;

import jakarta.inject.Singleton;

/** How far this gateway is on its way out. */
@Singleton
public class DrainState {
  /** In order; there is no way back. */
  public enum Phase {
    SERVING,
    /** Not ready any more, so that nobody new is sent here; whoever comes is still served. */
    LEAVING,
    /** New calls are refused; those in flight go on. */
    REFUSING
  }

  private volatile Phase phase = Phase.SERVING;

  public Phase phase() {
    return phase;
  }

  void enter(Phase next) {
    phase = next;
  }
}
