package dev.keelage.gateway.store;

import io.vertx.core.Future;
import java.util.List;
import java.util.Set;

/**
 * Ledger entries on their way to the book, in one queue per hash tag; those of calls that were
 * booked together travel together. What was read stays until it is acknowledged; what a reader
 * leaves behind, another one claims.
 */
public interface LedgerOutbox {

  /**
   * @param rows a JSON array of entries, all of them {@link LedgerRow}s or all of them objects, see
   *     {@link LedgerEntryJson}
   */
  record Item(String tag, String id, String rows) {}

  /** Items of a tag that nobody has read, oldest first. */
  Future<List<Item>> read(String tag, int max);

  /** Items of a tag that a reader has had for long without acknowledging them. */
  Future<List<Item>> claim(String tag, int max);

  /** Forgets items that the book has. */
  Future<Void> acknowledge(String tag, List<String> ids);

  /**
   * Puts aside what the book refuses of an item. The item itself stays until it is acknowledged.
   */
  Future<Void> park(Item item, String entry, String reason);

  /** How many entries of all tags are put aside. */
  Future<Long> parked();

  /** The tags that this gateway has written to since it was last asked. */
  Set<String> written();
}
