package dev.keelage.gateway.store.redis.lane;

import dev.keelage.gateway.stage.settle.LedgerEntry;
import dev.keelage.gateway.store.redis.begun.LocalCall;

/**
 * A call that was decided here and runs.
 *
 * @param lane where it was decided: its loans are there
 */
public record RunningCall(RedisLane lane, LocalCall call) {
  /** It has ended, and there was room to book it. */
  public void book(LedgerEntry entry) {
    lane.book(call, entry);
  }

  /** There was none: it ends as an orphan when Redis is there again. */
  public void drop() {
    lane.drop(call);
  }
}
