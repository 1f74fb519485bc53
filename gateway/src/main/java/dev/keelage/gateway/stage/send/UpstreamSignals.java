package dev.keelage.gateway.stage.send;

import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;

/**
 * Hears of every attempt that came to nothing. Called on event loops: quick, and never throwing.
 */
public interface UpstreamSignals {
  /** Hears nothing. */
  UpstreamSignals NONE = (deployment, trouble, detail) -> {};

  /**
   * @param detail for operators, with names and addresses; never contents or credentials
   */
  void failed(ServedDeployment deployment, Trouble trouble, String detail);
}
