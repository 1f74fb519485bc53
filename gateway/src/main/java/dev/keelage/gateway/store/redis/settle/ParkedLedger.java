package dev.keelage.gateway.store.redis.settle;

import dev.keelage.snapshot.counter.CounterNames;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;

/** Where ledger entries are put aside that Redis or the book refuses, for people to look at. */
public final class ParkedLedger {
  private ParkedLedger() {}

  /**
   * @param rows an entry, or a JSON array of entries
   */
  public static Request add(String tag, String rows, String reason) {
    return Request.cmd(Command.XADD)
        .arg(CounterNames.parkedLedger(tag))
        .arg("*")
        .arg("e")
        .arg(rows)
        .arg("reason")
        .arg(reason);
  }
}
