package dev.keelage.gateway.pipeline;

import dev.keelage.gateway.stage.settle.CallOutcome;
import dev.keelage.gateway.stage.settle.Receipt;
import java.util.Optional;

/**
 * Hears of every call once, at its end. Called on event loops: it must be quick, and must not
 * throw.
 */
public interface CallObserver {
  /** Stands for a status where the caller left before there was one; the number that nginx uses. */
  int CALLER_GONE = 499;

  /**
   * @param status HTTP status that the caller saw
   * @param outcome of an admitted call
   * @param receipt of an admitted call
   */
  void ended(Call call, int status, Optional<CallOutcome> outcome, Optional<Receipt> receipt);
}
