package dev.keelage.gateway.stage.guard;

import dev.keelage.gateway.exchange.Rejection;
import java.util.Optional;

/** One part of a streamed answer on its way through all rules. */
sealed interface GuardedPart permits FlowingPart, CollectedPart {
  /**
   * @return what leaves now; may be empty
   */
  String offer(String piece);

  /** The part is over. */
  String end();

  /** Why nothing more leaves. */
  Optional<Rejection> rejection();
}
