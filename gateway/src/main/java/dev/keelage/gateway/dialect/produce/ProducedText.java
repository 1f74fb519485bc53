package dev.keelage.gateway.dialect.produce;

import dev.keelage.gateway.dialect.json.Bytes;
import dev.keelage.gateway.dialect.json.Escapes;
import java.util.Arrays;

/**
 * Keeps the text of a stream, as the inside of JSON strings, in case its tokens have to be counted.
 * Bounded: of more than {@value #MAX_BYTES} bytes only the length is kept.
 */
public final class ProducedText {
  static final int MAX_BYTES = 256 * 1024;

  private byte[] kept = new byte[1024];
  private int length;
  private long total;

  /**
   * @param inside of a JSON string that a cursor has walked over
   */
  public void add(Bytes inside) {
    total += inside.length();
    if (total > MAX_BYTES) {
      return;
    }
    if (kept.length < length + inside.length()) {
      kept = Arrays.copyOf(kept, Math.max(2 * kept.length, length + inside.length()));
    }
    System.arraycopy(inside.array(), inside.start(), kept, length, inside.length());
    length += inside.length();
  }

  public boolean empty() {
    return total == 0;
  }

  /** Tokens of the text; of a longer one than was kept, in proportion. */
  public long tokensEstimate() {
    if (length == 0) {
      return total / 4;
    }
    long tokens = Tokenizer.count(Escapes.decode(new Bytes(kept, 0, length)));
    return total == length ? tokens : tokens * total / length;
  }
}
