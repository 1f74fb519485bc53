package dev.keelage.gateway.store.redis.book;

import dev.keelage.gateway.store.redis.claim.HeldClaim;
import dev.keelage.snapshot.cost.Usd;
import java.util.LinkedHashMap;
import java.util.Map;

/** What calls spent of one budget, for its history, as book.lua wants it. */
final class Remembered {
  static final String MARK = "h";

  /** By what the scripts have to know of the history, see {@link HeldClaim}: hour and shape. */
  private final Map<Long, Long> spent = new LinkedHashMap<>();

  void add(long packed, long units) {
    spent.merge(packed, units, Usd::saturatedSum);
  }

  String text() {
    StringBuilder text = new StringBuilder(MARK);
    spent.forEach((packed, units) -> text.append(units).append('@').append(packed).append(' '));
    return text.toString();
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static Remembered ofText(String text) {
    Remembered remembered = new Remembered();
    for (String word : text.substring(MARK.length()).trim().split(" ")) {
      int at = word.indexOf('@');
      if (at > 0) {
        remembered.add(
            Long.parseLong(word.substring(at + 1)), Long.parseLong(word.substring(0, at)));
      }
    }
    return remembered;
  }
}
