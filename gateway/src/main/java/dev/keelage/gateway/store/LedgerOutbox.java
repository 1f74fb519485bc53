package dev.keelage.gateway.store;

import io.vertx.core.Future;
import java.util.List;
import java.util.Set;

/**
 * Ledger entries on their way to the book, in one queue per hash tag. What was read stays until it
 * is acknowledged; what a reader leaves behind, another one claims.
 */
public interface LedgerOutbox {

  /**
   * @param entry JSON, see {@link LedgerEntryJson}
   */
  record Item(String tag, String id, String entry) {}

  /** Entries of a tag that nobody has read, oldest first. */
  Future<List<Item>> read(String tag, int max);

  /** Entries of a tag that a reader has had for long without acknowledging them. */
  Future<List<Item>> claim(String tag, int max);

  /** Forgets entries that the book has. */
  Future<Void> acknowledge(String tag, List<String> ids);

  /** Puts an entry aside that the book refuses. */
  Future<Void> park(Item item, String reason);

  /** The tags that this gateway has written to since it was last asked. */
  Set<String> written();
}
