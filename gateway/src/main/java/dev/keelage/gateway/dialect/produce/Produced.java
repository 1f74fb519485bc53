package dev.keelage.gateway.dialect.produce;

import dev.keelage.gateway.dialect.json.Bytes;
import dev.keelage.gateway.dialect.json.Escapes;
import java.util.Arrays;

/**
 * Keeps the text of a stream, as the inside of JSON strings, in case its tokens have to be counted.
 * Of a text of more than {@value #MAX_BYTES} bytes the rest counts in proportion.
 */
public final class Produced {
  static final int MAX_BYTES = 256 * 1024;
  private static final int BYTES_PER_TOKEN = 4;

  private byte[] kept = new byte[1024];
  private int length;
  private long total;

  /**
   * @param inside of a JSON string that a cursor has walked over
   */
  public void add(Bytes inside) {
    if (total == length && total + inside.length() <= MAX_BYTES) {
      if (kept.length < length + inside.length()) {
        kept = Arrays.copyOf(kept, Math.max(2 * kept.length, length + inside.length()));
      }
      System.arraycopy(inside.array(), inside.start(), kept, length, inside.length());
      length += inside.length();
    }
    total += inside.length();
  }

  public boolean empty() {
    return total == 0;
  }

  /** Tokens by {@link Tokenizer}. */
  public long tokensEstimate() {
    if (length == 0) {
      return total / BYTES_PER_TOKEN;
    }
    long tokens = Tokenizer.count(Escapes.decode(new Bytes(kept, 0, length)));
    return tokens * total / length;
  }
}
