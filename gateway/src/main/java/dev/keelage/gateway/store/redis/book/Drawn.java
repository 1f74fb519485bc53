package dev.keelage.gateway.store.redis.book;

import dev.keelage.snapshot.cost.Usd;
import java.util.LinkedHashMap;
import java.util.Map;

/** What calls took out of loans of one counter and used in the end, as book.lua wants it. */
final class Drawn {
  private final char kind;
  private final long expiry;
  private long actual;
  private final Map<String, Long> byLoan = new LinkedHashMap<>();

  Drawn(char kind, long expiry) {
    this.kind = kind;
    this.expiry = expiry;
  }

  /**
   * @param used in the end
   * @param taken out of the loan for it
   */
  void add(String loan, long used, long taken) {
    actual = Usd.saturatedSum(actual, used);
    byLoan.merge(loan, taken, Usd::saturatedSum);
  }

  static boolean isDrawn(String change) {
    return change.startsWith("b") || change.startsWith("w");
  }

  String text() {
    StringBuilder text = new StringBuilder(64);
    if (kind == 'B') {
      text.append('b').append(actual).append('@').append(expiry);
    } else {
      text.append('w').append(kind).append(actual);
    }
    byLoan.forEach((loan, taken) -> text.append(' ').append(taken).append(' ').append(loan));
    return text.toString();
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static Drawn ofText(String text) {
    String[] words = text.split(" ", -1);
    String head = words[0];
    int at = head.indexOf('@');
    Drawn drawn =
        head.startsWith("b")
            ? new Drawn('B', Long.parseLong(head.substring(at + 1)))
            : new Drawn(head.charAt(1), 0);
    drawn.actual = Long.parseLong(drawn.kind == 'B' ? head.substring(1, at) : head.substring(2));
    for (int i = 1; i + 1 < words.length; i += 2) {
      drawn.byLoan.merge(words[i + 1], Long.parseLong(words[i]), Usd::saturatedSum);
    }
    return drawn;
  }
}
